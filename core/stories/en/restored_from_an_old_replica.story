when c1 is told ok for cart=flour: A and B have **flour**: w = 2 of three. **C** is down and still has **milk**.
@150ms The disk of **A** breaks.
when A has milk: The new disk is filled from C, which has the old value. Only B has the acknowledged write: fewer than w.
when c2 reads milk: B cannot be reached. Client 2 reads from A and C, with a full *quorum* of r = 2, and gets milk.
when A has flour: The links are healed, and *anti-entropy* brings flour back.
source DDIA, chapter 5, “Limitations of Quorum Consistency”: a node carrying a new value fails, and its data is restored from a replica carrying an old value.
