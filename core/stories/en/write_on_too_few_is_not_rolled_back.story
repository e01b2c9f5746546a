@100ms The links from **A** to B and C are cut.
when A has flour: A stores **flour**. It is the only one of the w = 2 replicas that the write needs.
when c1 is told unknown: Client 1 is told that too few replicas answered: the outcome is *unknown*. A keeps the write; it is not rolled back.
when c2 reads flour: The links are healed, and client 2 reads flour.
when c3 reads milk: Client 3 asks later and elsewhere, and reads **milk**.
source DDIA, chapter 5, “Limitations of Quorum Consistency”: a write that succeeded on fewer than w replicas is not rolled back.
