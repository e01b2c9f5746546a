@14ms **cart** lives on B, C and D. **C** and **D** are down, so only B can store the write, and w = 2 answers are needed.
@64ms This is a *sloppy quorum*: B asks **A** and **E**, the next nodes on the *ring*, to stand in.
@74.594ms E keeps the write with a *hint* that it belongs to D. A keeps one for C.
when c1 is told ok: The answer of E counts: client 1 is told “ok”.
when D has milk: D is back. E hands it the write: *hinted handoff*. A does the same for C, and both drop their hints.
when c2 reads milk: A read from the homes finds the write.
source DDIA, chapter 5, “Sloppy Quorums and Hinted Handoff”; Dynamo, section 4.6.
