when c1 is told ok for name=Kim: **C** is down while **name** is written. No client reads it, so *read repair* does not help.
when C is back: C is back without name.
@710ms Every 200 ms each replica sends another one the root of its *Merkle tree*. The root of C differs from A's.
@740ms Where two hashes differ, the next level down is compared. Where they agree, nothing more is sent.
when C has Kim: One leaf is left, and only its rows travel. C has name.
try Pick C: while it compares, its tree stands beside the other one; then you see how many bytes it took beside sending everything.
source Dynamo, section 4.7 “Handling permanent failures”; DDIA, chapter 5, “Read repair and anti-entropy”.
