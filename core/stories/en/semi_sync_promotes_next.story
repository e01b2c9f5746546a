when c1 is told ok for cart=milk: A write waits for one follower, at first **B**; **C** follows asynchronously. So two nodes have every acknowledged write.
@64ms The link to B has become slow. The next entry takes 120 ms to B and 15 ms to C.
@164ms A has waited 100 ms for B. From now on it waits for C, which has the entry already.
when B has flour: B applies the entry late. It goes on as an *asynchronous* follower.
when c1 is told ok for cart=eggs: The third write takes 38 ms, as long as the first.
source DDIA, chapter 5, “Synchronous Versus Asynchronous Replication”.
