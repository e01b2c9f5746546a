@74ms The search index **D** is a *consumer*. It has Kim and Lee, and has recorded *position* 2.
when D is down: D is away for four transactions. One of them deletes Lee.
@174ms The leader keeps only a few entries: it drops the oldest, and with them what follows position 2.
@282ms D is back and asks for it. The leader takes a *snapshot* instead: all rows, as of position 6.
@299ms D puts the snapshot in the place of what it has. Otherwise Lee would stay in the index for ever.
@428ms Position 7 came by the log again. D has every row, and no other.
source DDIA, chapter 11, “Change Data Capture”: initial snapshot.
