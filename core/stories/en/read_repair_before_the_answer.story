when A has 14A: A write of **14A** has reached **A** only.
@130ms Client 2 reads through A. B answers with the old value, so A writes the new one to B before it tells the client anything: **blocking** *read repair*.
when B has 14A: Now A and B both have 14A.
when c2 reads 14A: Client 2 is told 14A. The repair took 20 ms: reads are slower whenever replicas differ.
when c3 reads 14A: Client 3 begins after that, asks B and C, and finds 14A on B.
source DDIA, chapter 9, “Linearizability and quorums”: a reader must repair before it returns; Attiya, Bar-Noy and Dolev, *Sharing Memory Robustly in Message-Passing Systems* (1995).
