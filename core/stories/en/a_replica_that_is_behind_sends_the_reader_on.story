when c1 is told ok: Client 1 writes to the leader **A**, and remembers the position of its write.
@44ms It asks **B** for what follows that position. The entry takes 200 ms to B, so B refuses.
@48ms Client 1 asks the next replica, **C**, at once.
when c1 reads Kim: C has the entry and answers. The read took two round trips, and no replica let it wait.
@238ms Now B has it too, and answers by itself.
source DDIA, chapter 5, “Reading Your Own Writes”: if a replica is not sufficiently up to date, another one can handle the read.
