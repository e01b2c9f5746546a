when A has 14A: Client 1 writes **14A**. The write has reached **A** and is still on its way to B and C.
when c2 reads 14A: Client 2 reads through A, with a full *quorum* of r = 2, and gets the new value.
when c2 reads 12C: It reads through C, again with a full quorum, and gets the old value, **12C**.
when c1 is told ok for seat=14A: Only now is the write done. Neither answer was wrong by itself, but client 2 saw time run backwards.
source DDIA, chapter 5, “Limitations of Quorum Consistency”: a write that happens concurrently with a read.
