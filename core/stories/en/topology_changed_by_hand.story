when B is down: In a ring of three leaders **B** fails.
when c1 is told ok: A write at **A** is acknowledged, and stops at B.
when c2 reads nothing: Nothing comes to **C**.
@210ms An administrator has every leader ship to every other one.
when C has one: With the next *heartbeat* C learns that it lacks entries of A, and asks for them.
source DDIA, chapter 5, “Multi-Leader Replication Topologies”.
