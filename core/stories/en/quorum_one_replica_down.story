when c1 is told ok for cart=milk: Three replicas hold **cart**. A write waits for a *quorum* of w = 2 answers, a read for one of r = 2.
when C is down: **C** crashes.
when c1 is told ok for cart=flour: A and B store **flour**. Two answers are enough.
when C is back: C is back with the old value, **milk**.
when c2 reads flour: A read waits for two answers, and any two replicas include one that stored the write. The newer of the two answers is right.
source DDIA, chapter 5, “Quorums for reading and writing”.
