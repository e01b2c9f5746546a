when A has of-C: Of two *concurrent* writes, the one of the replica with the greater name is kept. **A** has the write of C; that of B is still on its way.
when B has of-C: B and C have both writes, and keep that of **C**.
when c1 is told ok: Client 1 replaces it at A. Everywhere a write replaces what its author has seen.
when A has of-B: Now the write of B comes to A. It is concurrent with that of A, and B is the greater name.
when c3 reads of-A: C has thrown the write of B away long ago, so its rows stay as they are: the replicas differ for ever. Timestamps that follow *happens-before* have no such cycle.
source DDIA, chapter 5, “Converging toward a consistent state”.
