@40ms The links between A and the followers are cut. Client 1 can still reach A.
when B leads: A is taken for dead, and **B** is promoted. No *fencing* stops A: there are two leaders, a *split brain*.
when c2 is told ok for cart=eggs: Both take writes, and both say “ok”: **flour** at A, **eggs** at B.
when C has Kim: The links are healed, and it gets worse. The leaders ignore each other, and C takes any entry with the next *position*, here one of A's.
when c2 reads eggs: Three nodes have three histories, and nothing brings them together.
source DDIA, chapter 5, “Leader failure: Failover”: split brain.
