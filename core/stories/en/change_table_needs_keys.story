@54ms A trigger writes each change into a table of **A**, with the new row. A process outside reads it.
@69ms On **B** the process finds the old row by its key, and replaces it.
@94ms The table **visits** has no key.
@109ms The process has the new row only. It cannot tell which row it replaces, and adds it.
@188ms On A there is one row.
@218ms On B there are two.
source DDIA, chapter 5, “Trigger-based replication”; Bucardo requires a primary key or a unique index.
