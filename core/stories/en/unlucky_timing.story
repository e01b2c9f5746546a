when A has 14A: w = 3, r = 2, no node is down and every clock is right. The write of **14A** has reached **A**, and is slow on its way to B and C.
when c2 reads 14A: Client 2 asks A and B, and gets 14A.
when c3 reads 12C: Client 3 begins after that, asks B and C, and gets **12C**. A single copy of the data could not have answered so.
when c1 is told ok for seat=14A: Only now is the write done. A full *quorum* is not *linearizable*.
source DDIA, chapter 9, “Linearizability and quorums”, figure 9-6.
