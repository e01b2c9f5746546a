when c1 is told ok: The keys are in two *partitions*: A, B and C store **tell**, and D, E and F store **ask**. Each partition has a leader and a log of its own. Client 1 asks its question.
@38ms Client 2 reads the question from the leader **D**.
@68ms It answers. The answer goes to the other partition, whose leader is **A**.
@108ms Client 3 observes both. It reads the answer from **B**, which already has it.
@128ms It looks for the question at **F**, where the *replication lag* is 200 ms: nothing. It has seen an answer to a question that nobody asked.
@308ms Later the question is there too. No log says which of the two came first.
try Turn on the rule “not behind what it wrote or read” for all clients.
source DDIA, chapter 5, “Consistent Prefix Reads”.
