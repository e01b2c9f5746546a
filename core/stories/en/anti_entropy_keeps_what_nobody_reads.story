when c1 is told ok: **C** is down while **will** is written. A and B store it.
when C has to-Kim: Every 60 ms replicas compare their trees. C, back without a copy, gets one although no client reads the will.
when A is back: The disk of A broke, and the new one is empty.
when A has to-Kim: A gets its copy back before B breaks.
when B is back: The disk of B breaks too. It will be filled in the same way.
when c2 reads to-Kim: The will is still there: *anti-entropy* looks after copies that no client reads.
source DDIA, chapter 5, “Read repair and anti-entropy”: values that are rarely read have reduced durability.
