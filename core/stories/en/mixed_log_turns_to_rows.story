@44ms **UUID()** makes this statement unsafe. **A** logs the row instead of the text.
@59ms **B** and **C** store the row as it is. They draw nothing.
@84ms This statement is safe: its text travels.
@158ms Client 1 reads the cart from A.
@188ms Client 2 reads the same cart from B.
source MySQL 8.4 manual, 19.2.1.3: “When using mixed-format logging, statements flagged as unsafe are logged using the row-based format”.
