@64ms **D** is a search index, a *consumer*: it follows the database, and is no replica of it. It has asked the leader for the changes after *position* 0, and gets one.
@74ms D has applied the change, and records position 1.
when D is down: D crashes. Nobody waits for it: three more transactions are committed, at positions 2 to 4.
@218ms D is back with what it had, and answers: Kim. It is behind.
@264ms D has asked for what follows position 1. It gets two entries, as many as fit a batch, and asks again.
@428ms It has caught up.
source DDIA, chapter 11, “Change Data Capture”.
