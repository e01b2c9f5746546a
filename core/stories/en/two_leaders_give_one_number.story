@8ms Client 1 inserts a row at **A**, and is told the number 1.
@10ms Client 2 inserts another one at **B**. B does not know of the first: number 1 again.
@26ms Two rows with one number. Only one of them is kept.
@88ms Later numbers go on from the greatest that a leader knows.
source DDIA, chapter 5, “Multi-datacenter operation”: autoincrementing keys.
