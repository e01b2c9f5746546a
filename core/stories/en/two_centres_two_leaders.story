when c1 is told ok: Each data centre has a leader: **A**, with B beside it, and **D**, with C; 60 ms apart. Client 1 writes to A: 4 ms.
when c2 is told ok: Client 2 writes to D, which is near: 4 ms, too. With one leader in the other centre it was 120 ms. But D has not heard of Kim.
when A loses Kim: The writes meet. They are *concurrent*, and the last one wins. Kim is lost, although Client 1 was told ok: **durability** is broken.
when c2 is told ok for lunch: Client 2 writes **lunch**, again in 4 ms.
@324ms Client 1 finds no **lunch**, which was acknowledged 20 ms ago. The run is not *linearizable*.
when c1 reads soup: Later it is there. Writes are 116 ms shorter, and two guarantees are gone.
try Look under **Linearizable** what would have saved it: one leader, to which both write. The median write then takes 120 ms instead of 4 ms.
source DDIA, chapter 5, “Multi-datacenter operation”.
