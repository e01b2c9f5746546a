when c1 is told ok for name=Kim: Client 1 writes **name = Kim**. A says “ok” before B has it: replication is *asynchronous*.
when A is down: A crashes and its link to B is cut. The entry on its way to B is lost.
when B leads: B is promoted. It has never heard of Kim.
when A is back: A is back, with an entry that the leader of *term* 2 does not have.
when A loses Kim: A must follow B. It throws its own entry away, and with it the only copy of Kim.
when c1 reads nothing: Client 1 finds nothing. “ok” had meant only that A had the write.
source DDIA, chapter 5, “Leader failure: Failover”: the old leader's unreplicated writes are mostly discarded.
