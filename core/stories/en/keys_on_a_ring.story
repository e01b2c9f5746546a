@4ms Each key has a place on the *ring*, and the next n = 3 nodes from there are its *preference list*. **cart** lives on B, C and D, so **E** only coordinates: it sends the write on.
@14ms **seat** lives on A, B and C. Here the *coordinator* **A** is one of the homes itself.
when c1 is told ok: E answers when w = 2 of the three homes have the write.
when c1 reads 12C: Any node can coordinate a read: client 1 reads seat through E.
try Let a node join. Only keys next to its positions on the ring get a new home.
source Dynamo, section 4.2 “Partitioning Algorithm” and 4.3 “Replication”.
