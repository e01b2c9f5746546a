@80ms The links from B to **C** and **D** are cut. These three are the homes of **cart**, and w + r > n.
@144ms Client 1 writes **flour** through B. A and E keep it as *hints* for C and D.
when c1 is told ok for cart=flour: The answers of B and A are enough.
@180ms Now the link from D to **B** is cut.
when c2 reads milk: Client 2 reads from the homes D and C. They answer at once, so no node asks A or E, and the client gets **milk**.
when C has flour: The hints arrive too late. A *sloppy quorum* says that w nodes have the write, not which ones.
source DDIA, chapter 5, “Sloppy Quorums and Hinted Handoff”.
