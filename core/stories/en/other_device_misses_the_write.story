when c1 is told ok: Client 1 is a user's phone. It writes **name = Kim** to the leader **A** and is told “ok”.
when c1 reads Kim: The phone reads from the leader and finds its own write.
when c2 reads nothing: Client 2 is the laptop of the same user. It reads from **C** and finds nothing: the write is still on its way.
when c2 reads Kim: Later the laptop finds it too. “After a write, read from the leader” does not help here: the laptop does not know what the phone wrote.
source DDIA, chapter 5, “Reading Your Own Writes”: cross-device read-after-write consistency.
