@164ms Client 1 writes **flour** to the leader **A**. A sends the entry to B and C; to **C** it takes 120 ms.
when c1 is told ok for cart=flour: A says “ok” without waiting for a follower: replication is *asynchronous*.
when c1 reads milk: Client 1 reads from C and gets **milk**. Its own write seems to be gone.
when c2 reads flour: Client 2 reads from B, which has applied the entry, and gets flour.
when C has flour: C applies the entry. Nothing failed: the leader never promised that a follower has the write when it says “ok”.
source DDIA, chapter 5, “Reading Your Own Writes”.
