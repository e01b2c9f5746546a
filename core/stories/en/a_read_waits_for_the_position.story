when c1 is told ok: The leader **A** answers with the position of the write in its log: 1. Client 1 remembers it.
@34ms Client 1 reads from **C**, and sends the position along. C has applied nothing yet, so the read waits there.
@154ms The entry arrives. C applies it, and answers.
when c1 reads Kim: Client 1 reads its own write. It has waited for 120 ms: that is what the guarantee costs, and only when it is needed.
@208ms C is not behind any more, and the next read does not wait.
source DDIA, chapter 5, “Reading Your Own Writes”; MongoDB, “Causal Consistency and Read and Write Concerns”: afterClusterTime.
