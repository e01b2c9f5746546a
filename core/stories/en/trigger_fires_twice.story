@44ms A *trigger* counts the orders: after each new row of **orders** it adds 1 to **stats**.
@84ms **A** inserts an order, and its trigger runs: n is 1. Both changes are in the log, as rows.
@99ms **B** applies both, and then its own trigger runs as well.
@158ms On A one order was counted.
@188ms On B it was counted twice.
try Let triggers on followers not run.
source MySQL 8.4 manual, 19.5.1.36, “Replication and Triggers”: with row-based replication, triggers do not run on the replica.
