when c1 is told failed: A hash of the key names its home: **B** takes all writes to **name**. **A** refuses the write and says so.
when c1 is told ok: Client 1 turns to B, as clients of a single leader do.
when c2 is told ok: Client 2 ends up there, too. B sees both writes one after the other, so they do not conflict. Other keys have other homes.
when c1 reads Lee: Readers still ask the leader next to them.
source DDIA, chapter 5, “Conflict avoidance”.
