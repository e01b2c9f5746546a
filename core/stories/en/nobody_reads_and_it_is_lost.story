when c1 is told ok: **C** is down while **will** is written. A and B store it: w = 2 of three replicas.
when C is back: C is back without a copy. *Read repair* mends what is read, and no client reads a will.
when A is back: The disk of A broke, and the new one is empty. Only B has the will.
when B is back: Later the same happens to B.
when c2 reads nothing: The will is gone. Without *anti-entropy*, a key that is not read lives only on the replicas that took the write.
source DDIA, chapter 5, “Read repair and anti-entropy”: values that are rarely read have reduced durability.
