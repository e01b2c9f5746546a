when C is down: **C** crashes.
when c1 is told ok for cart=flour: B and D store the write of client 1: two answers are enough.
@124ms **A** keeps a hint for C, for 250 ms at most. Hints without an end would fill the disk of A.
@424ms C has not answered. The hint expires.
when C is back: C is back with the old value. No node has a hint for it and no client reads: C stays behind.
source Apache Cassandra manual, “Hints”: max_hint_window; beyond it, run repair.
