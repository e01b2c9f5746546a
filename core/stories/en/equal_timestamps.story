@4ms **milk** reaches A and **eggs** reaches B in the same microsecond. The timestamps cannot tell which write is newer.
@16ms Every replica must choose the same write, or they would differ for ever. The value that sorts later wins: B takes milk, and A keeps it.
when c2 is told ok: Both clients are told “ok”.
when C loses eggs: milk reaches C last and wins there too.
when c2 reads milk: All replicas agree. Any other rule would do, as long as every replica has the same one.
source Apache Cassandra, `Cells.resolveRegular`: on equal timestamps a tombstone wins, then the greater value.
