@44ms A *trigger* notes each new row of **orders** in the table **audit**.
@84ms **A** inserts an order, and its trigger runs. Both rows are in the log.
@99ms **B** inserts the order, and its own trigger runs. Then B inserts the row of the log as well.
@158ms On A the order was noted once.
@188ms On B it was noted twice.
try Let triggers on followers not run.
source PostgreSQL manual, ALTER TABLE, “ENABLE ALWAYS TRIGGER”: other triggers do not run while changes of a replication are applied.
