when c2 reads hello: Client 1 has written a post at **A**, and Client 2 reads it at **B**.
when c2 is told ok: Its comment carries a *version vector*: B had applied the first write of A.
@64ms The comment comes to **C** before the post. C sees in the vector that a write of A is missing, and holds the comment back.
when c3 reads nothing: Nobody reads it yet.
when C has nice: The post arrives. C applies it, and then the comment.
when c3 reads nice: A reader at C never sees an answer before what it answers. The price is the wait, and the vectors.
source DDIA, chapter 5, “Multi-Leader Replication Topologies”.
