when c1 is told ok for cart=flour: The entry **flour** takes 10 ms to **B** and 60 ms to **C**.
when A is down: The leader A crashes. B has both writes, C only the first.
@358.148ms C stands for election first, for *term* 2.
@368.148ms B does not vote for C, because the log of C ends before its own. Without B, C has no *majority*.
when B leads: B stands for term 3 with the longer log. C votes for it, and B leads.
when c2 reads flour: The acknowledged write survives: voters compared logs.
source Ongaro and Ousterhout, *In Search of an Understandable Consensus Algorithm* (2014), 5.2 and 5.4.1.
