when A is down: The leader **A** crashes, and the link between B and C is cut in both directions.
@326.434ms C finds the leader down, stands for *term* 2, and votes for itself. It has one vote, and two are needed.
@336.872ms B does the same. Neither hears of the other, and no node leads.
when c2 is told failed: A write is refused. This is the price of never having two leaders.
@400ms The link is healed.
when B leads: B stands again, in term 3. The vote of C is enough.
source Ongaro and Ousterhout, *In Search of an Understandable Consensus Algorithm* (2014), 5.2; DDIA, chapter 8, “The Truth Is Defined by the Majority”.
