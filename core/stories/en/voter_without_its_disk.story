@20ms Client 1 writes milk while the link between A and C is cut.
when c1 is told ok: A and B have it: a *majority*. C does not.
@140ms B is back without its disk: milk, its *term* and its vote are gone. A is down.
@900ms A is back. C has stood for election again and again, and B did not vote: with B's vote, C would have led without milk.
when A leads: C votes for A. B is taught, and counts again once A and C have an entry that is newer than its return.
when c1 reads milk: The acknowledged write is still there.
try Crash A again once B counts: B has milk, and may vote and lead.
source Ongaro, “Consensus: Bridging Theory and Practice”, 2014, §4.2.1.
