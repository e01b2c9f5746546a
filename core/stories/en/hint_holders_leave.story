@14ms **B**, **C** and **D**, the homes of **cart**, are all down. Client 1 writes through A.
@64ms This is a *sloppy quorum*: **A** and **E** keep the write as *hints*.
when c1 is told ok: Two answers are enough, and client 1 is told “ok”.
@160ms A and E are taken out of the cluster, and the hints with them.
when c2 reads nothing: The homes are back, and none has the write. It was acknowledged, and is on no disk.
source DDIA, chapter 5, “Sloppy Quorums and Hinted Handoff”: an assurance of durability, but only on w nodes somewhere.
