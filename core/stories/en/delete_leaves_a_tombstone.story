when C is down: **C** crashes with the value **milk**.
@74ms Client 1 deletes **cart**. A delete is a write too: of a *tombstone* (†), which is newer than the value.
when c1 is told ok for cart: A and B have the tombstone.
when C is back: C is back with milk. Without the tombstone, milk would now look like a write that A and B had missed.
when C loses milk: The replicas compare their trees, and C gets the tombstone like any other write.
when c2 reads nothing: The cart stays deleted.
source DDIA, chapter 5, “Merging concurrently written values”; Cassandra manual, “Compaction and tombstones”.
