@4ms A, C and E are in the data centre **west**; B, D and F are in **east**, 90 ms away. A write to **seat** goes to all six.
when c1 is told ok: It waits only for w = 2 answers from west. Client 1 is told “ok” after 28 ms; east does not know yet.
when c2 reads 12C: A client in west reads the value at once.
when c3 reads nothing: Client 3 asks east, with a full *quorum* there, and gets nothing. Between data centres replication is *asynchronous*.
when c3 reads 12C: The write has arrived in east.
source DDIA, chapter 5, “Multi-datacenter operation” of leaderless replication; Cassandra's LOCAL_QUORUM.
