@44ms The log has rows. They say nothing of pages.
when B is down: **B** is upgraded first: it stops, and starts again with storage format 2.
@220ms **C** follows. Both apply the rows of a leader that still stores format 1.
when B leads: **A** hands over to B, and is upgraded last.
when c1 is told ok for users: B takes the next write, although Client 1 asked A first and was refused.
@708ms A, which follows now, has both rows. At no time were all nodes down.
source DDIA, chapter 5, “Logical (row-based) log replication”.
