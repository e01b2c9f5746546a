@54ms **A** executes a transaction: 30 leave account 1 and arrive at account 2.
@58ms The entry has a begin, both new rows, and a commit. It travels as one.
@68ms Client 2 reads from **B**, which has nothing of the transaction yet: 100 and 0.
@69ms The entry arrives. B applies both rows at the commit.
@98ms Now Client 2 reads 70 and 30. It never sees 70 and 0.
source DDIA, chapter 5, “Logical (row-based) log replication”: a transaction's records are followed by one that says it was committed.
