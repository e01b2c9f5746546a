@54ms **A** executes the statement. **UUID()** is a text that no other node draws.
@58ms Clock and seed travel along, but UUID() depends on neither.
@69ms **B** and **C** execute the statement again. Each draws a text of its own.
@128ms Client 1 reads the token from A.
@158ms Client 2 reads another token from B: the same cart has three names.
try Let the leader send values, or rows instead of unsafe statements.
source MySQL 8.4 manual, 19.2.1.3, “Determination of Safe and Unsafe Statements in Binary Logging”.
