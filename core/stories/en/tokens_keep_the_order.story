when c1 is told ok: Client 1 asks its question in the second *partition*. As before, **F** gets it 200 ms later.
@38ms Client 2 reads the question, and remembers its position in the log of that partition: 1.
@64ms Its answer carries this position, as a token. **A** keeps it in its log beside the answer.
@108ms Client 3 reads the answer from **B**, and gets the token with it.
@124ms It asks **F** for the question, and shows the token. F has not applied position 1 yet: the read waits.
@208ms The question arrives at F, and Client 3 reads both in their order. A transaction over both partitions would spare applications the tokens, at the price of a round of messages between the partitions for each.
source DDIA, chapter 5, “Consistent Prefix Reads”; Lloyd et al., “Don’t Settle for Eventual”, 2011.
