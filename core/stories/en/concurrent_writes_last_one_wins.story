@7ms Client 1 writes **eggs** through A, client 2 writes **milk** through B. Neither knows of the other: the writes are *concurrent*.
@12.793ms eggs reaches B, which has milk with a greater timestamp. B ignores eggs.
when A loses eggs: milk reaches A and replaces eggs there.
when c1 is told ok for cart=eggs: Client 1 is told “ok” for a write that no replica has any more.
when c1 reads milk: The replicas agree, and no promise of this setting is broken. Where a lost write is not acceptable, *last write wins* is the wrong choice.
source DDIA, chapter 5, “Last write wins (discarding concurrent writes)”.
