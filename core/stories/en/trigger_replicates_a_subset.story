@114ms A *trigger* on **A** writes every change into a table of changes as well: two more rows for A to write.
@172ms Every 80 ms a process outside reads what is new in that table. A executes the query.
@189ms Its store **D** takes a part only: users in Seoul, without the city. Kim is taken, and Lee is not.
@258ms Lee moves to Seoul, and Kim away. D does not know yet: it is behind by up to its interval.
@269ms The changes arrive. Lee appears in D, and Kim is removed.
@338ms D has Lee, and no more than that.
try Ask more often (**consumer-poll**): D is less behind, and A answers more queries.
source DDIA, chapter 5, “Trigger-based replication”; Bucardo, customcols.
