when c1 is told ok: **A** leads for both data centres. B is beside it; C and D are in the other centre, 60 ms away. Client 1 is near A, and its write takes 4 ms.
when c2 is told ok: Client 2 is in the other centre. Its write goes to A and back: 120 ms.
when c1 reads Lee: A has put the two writes to **seat** in an order, and Lee came later. Nothing is lost that nobody knew of.
when c2 reads Lee: Reads stay short: Client 2 asks C, which is near and follows A.
@324ms Client 1 finds no **lunch**. Client 2 has written it, but is still waiting for the answer of A, so nobody has been promised anything.
when c2 is told ok for lunch: Another 120 ms. The next story has the times to compare these with.
try Open “Two data centres, and a leader in each”: the same clients ask for the same.
source DDIA, chapter 5, “Multi-datacenter operation”.
