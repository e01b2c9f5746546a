@7ms Client 1 writes **eggs** through A, and client 2 writes **milk** through B. Neither write has seen the other.
when A has milk: The writes carry *dots* instead of timestamps. The dots tell A that the writes are *concurrent*, and it keeps both.
when c3 reads 2 siblings: Client 3 reads and gets both values, the *siblings*.
when C loses eggs: It adds **tea** and writes the union of all it saw, with the causal context of its read. That replaces both siblings.
when c1 reads milk,eggs,tea: One value is left, and no write was lost.
source DDIA, chapter 5, “Merging concurrently written values”; Preguiça et al., *Dotted Version Vectors* (2010).
