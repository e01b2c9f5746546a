@8ms One pair of shoes is in stock. Each client asks the leader beside it how many are **sold**: none.
when c1 is told ok: Client 1 buys the pair at the leader **A**.
when c2 is told ok: Client 2 buys it at the leader **B**, which has not heard of that. Each of the two leaders sees a stock that is not below zero.
when A has 2: The sales meet. They are *concurrent*, and a handler adds them up, as it should.
when c1 reads 2: Two pairs are sold, and one was there. A handler merges values; what the sum must not exceed it does not know. A check after merging can see it, and somebody gets an apology.
try Give each record one leader (fixed homes, under “Conflicts”), and let the second client ask again before it buys.
source DDIA, chapter 5, “What is a conflict?”; chapter 9, “Constraints and uniqueness guarantees”.
