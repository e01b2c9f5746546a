when c1 is told ok: What stands before the colon decides on the *partition*, so **talk:ask** and **talk:tell** are in one log.
@38ms Client 2 reads the question.
@68ms Its answer comes after the question in the log of **A**.
@248ms **C** is 200 ms late. It does not have the answer yet.
@268ms The question is there first: C applies the log in its order.
@308ms Then comes the answer. The price: all of a talk is on one partition, however busy it is.
source DDIA, chapter 5, “Consistent Prefix Reads”: writes that are causally related go to the same partition.
