when c1 is told ok for cart=flour: A write waits for a *majority*: A and one follower. C is slow, so it is B that has **flour**.
when A is down: A crashes.
@343.396ms B stands for *term* 2. A *candidate* needs a majority, and every voter compares logs. Two majorities share a node, so a candidate without flour cannot win.
when B leads: C votes for B. The first entry of B is a marker of term 2, which makes everything before it count.
when c2 reads flour: The acknowledged write is still there.
source Ongaro and Ousterhout, *In Search of an Understandable Consensus Algorithm* (2014), 5.4.
