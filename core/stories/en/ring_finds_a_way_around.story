when B is down: **B** fails. **A** ships its log to nobody else.
when c1 is told ok: A accepts a write, and sends it to B.
when c2 reads nothing: Nothing has come to C.
when C has one: B has answered no *heartbeat* for 60 ms. A suspects it, and ships to the leader after it: C asks for the whole log, and skips what it has.
when B has one: When B answers again, A ships to it as before.
source DDIA, chapter 5, “Multi-Leader Replication Topologies”.
