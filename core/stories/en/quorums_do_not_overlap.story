when c1 is told ok for cart=flour: With a *quorum* of w = 1 a write is done when one replica has it. **A** stores **flour** and client 1 is told “ok”.
when c1 reads milk: With r = 1 a read is done when one replica has answered. **C** answers **milk**: client 1 does not find its own write.
when C has flour: C stores flour 40 ms after A has sent it. Nothing made the read wait for it.
when c1 reads flour: A later read finds it. The setting promises less and is faster: one replica's answer is enough.
source DDIA, chapter 5, “Limitations of Quorum Consistency”.
