when C is down: **C** crashes with the value **milk**.
@74ms Client 1 deletes **cart**. The *tombstone* goes to A and B.
@274ms Tombstones take space, so replicas forget them after a *grace period*, here 200 ms. C is down for longer.
when C is back: C is back with milk. No replica remembers the delete.
when A has milk: *Anti-entropy* takes milk for a write that A and B missed, and copies it to them.
when c2 reads milk: The deleted value is everywhere again.
source Cassandra manual, “Compaction and tombstones”: gc_grace_seconds, and zombies where a node was down for longer.
