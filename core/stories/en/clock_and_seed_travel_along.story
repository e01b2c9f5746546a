@54ms **A** executes the statement at 54 ms of its clock, and draws a random number.
@58ms The entry has the statement, the time 54, and the seed of the random numbers.
@69ms **B** and **C** execute it again, with A's time and A's seed.
@128ms Client 1 reads time and number from A.
@158ms Client 2 reads the same from B.
try Use UUID() instead: no seed determines it.
source MySQL 8.4 manual, 19.2.1.3, “Determination of Safe and Unsafe Statements in Binary Logging”.
