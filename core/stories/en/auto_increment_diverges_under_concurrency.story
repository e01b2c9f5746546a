@58ms Two clients have a transaction open at **A**.
@68ms Client 1 inserts Kim. The number is taken at once: 1.
@78ms Client 2 inserts Lee, with number 2.
@98ms Nobody else sees the rows: they are not committed.
@129ms Client 2 commits first. The log has the order of the **commits**: **B** executes Lee's insert first, with number 1.
@238ms On A Kim is 1 and Lee is 2. On B it is the other way round.
try Log rows instead. Or let clock and seed travel along: then the number travels, too.
source DDIA, chapter 5, “Statement-based replication”; MySQL 8.4 manual, “AUTO_INCREMENT Handling in InnoDB”.
