@154ms **A** takes a second comment. It reaches B soon, and C late: its *replication lag* is 200 ms.
@169ms **B** has both comments.
@198ms Client 2 reads the comments from a replica that has both.
@223ms It reads again, now from **C**, where there is only the first: the second comment is gone.
try Let Client 2 always ask the same replica.
source DDIA, chapter 5, “Monotonic Reads”.
