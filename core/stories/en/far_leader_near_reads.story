when c3 is told ok: The leader **A** is in another data centre than Clients 1 and 2: a message takes 80 ms. The follower **C** is 3 ms away.
@206ms Client 1 asks the nearest replica, and has the price after 6 ms.
@360ms Client 2 asks the leader. The same answer takes 160 ms.
@403ms Near A, Client 3 changes the price to **12**.
@416ms Client 1 is quick again, and reads the old price: the change needs 90 ms to C.
@570ms Client 2 reads **12**, and pays for it with 160 ms.
source DDIA, chapter 5, “Problems with Replication Lag”.
