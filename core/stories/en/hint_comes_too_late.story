when C is down: **C** crashes.
when c1 is told ok for cart=flour: B and D store the write of client 1: two answers are enough.
@114ms **B** keeps a *hint* for C. It keeps new hints for C for 250 ms at most: hints without an end would fill the disk of B.
@544ms C has been silent for longer than 250 ms. B keeps no hint of the second write.
when C is back: C is back with the old value.
@724ms C gets the first write from B. No node has a hint of the second one and no client reads: C stays behind.
source Apache Cassandra manual, “Hints”: max_hint_window; beyond it, run repair.
