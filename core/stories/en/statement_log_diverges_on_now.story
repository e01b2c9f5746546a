@54ms **A** executes the statement. **NOW()** is the reading of A's clock: 54.
@58ms The *replication log* has the text of the statement. That text travels to **B** and **C**.
@69ms B executes it again, and then C. On their clocks it is 69.
@128ms Client 1 reads its row from A: **at** is 54.
@158ms Client 2 reads the same row from B, and **at** is 69. No message was lost, and nothing will mend it.
try Let the leader send clock and seed along, or log rows instead.
source DDIA, chapter 5, “Statement-based replication”.
