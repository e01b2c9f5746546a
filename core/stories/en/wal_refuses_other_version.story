@4ms **A** logs the bytes that it has written to its pages: the *write-ahead log*.
@19ms **C** writes the same bytes to its pages. **B** lays out rows in another way and cannot: it stops.
@54ms Kim's row is on A. A goes on without asking.
@69ms B receives the entry, and stores it in its log. It applies nothing after the place where it stopped.
@158ms Client 2 asks B, which does not even have the table.
try Log rows instead: they mean the same to both.
source DDIA, chapter 5, “Write-ahead log (WAL) shipping”.
