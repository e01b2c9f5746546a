@44ms **A** stores a number in 8 bytes, whatever it is: row 1 stays where it is.
@59ms **B** stores rows in another format, in which 7000 is longer than 7. It moves row 1 behind row 2.
@84ms The statement deletes **one** row, and says nothing of an order. On A the first one is row 1.
@99ms B executes the same text. Its first row is row 2.
@158ms A has kept row 2.
@188ms B has kept row 1.
try Log rows instead, or write it with ORDER BY id.
source MySQL 8.4 manual, 19.5.1.19, “Replication and LIMIT”.
