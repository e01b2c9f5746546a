@154ms **A** takes a second comment. It reaches **C** late: the *replication lag* is 200 ms.
@198ms Client 2 reads both comments from **B**, and remembers how far B had applied the log.
@219ms Its next read happens to go to C, and carries that position. C is behind and lets the read wait.
@358ms C has caught up and answers with both comments: nothing goes back in time.
source DDIA, chapter 5, “Monotonic Reads”.
