@0ms The clock of **A** is 200 ms ahead.
when c1 is told ok for cart=milk: Client 1 writes **milk** through A, which gives it a timestamp from the future.
@104ms Later client 2 writes **flour** through B. Its timestamp is smaller, so by *last write wins* B ignores it, and so will A and C.
when c2 is told ok: Client 2 is told “ok”. The replicas have answered, and none keeps its write.
when c2 reads milk: Client 2 reads milk: its write is lost, and no node reported it.
source DDIA, chapter 5, “Last write wins (discarding concurrent writes)”, and chapter 8, “Timestamps for ordering events”.
