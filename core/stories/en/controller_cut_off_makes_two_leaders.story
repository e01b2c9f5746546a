@20ms Nothing is wrong with the leader **A**. Only its link to the *controller* **D** is cut.
@300ms D cannot tell a dead node from a cut link. It suspects A and chooses B.
when B leads: B leads in *term* 2, and A still leads in term 1.
when c1 is told ok for cart=flour: At this moment A says “ok” to client 1 for **flour**.
when A loses flour: A hears of B, steps down, and throws flour away.
when c1 reads milk: An acknowledged write is lost, although no node failed.
source DDIA, chapter 8, “The Truth Is Defined by the Majority”: a node may be declared dead that is not.
