when c1 is told ok for price=10: Client 1 sets a price at the *leader* **A**, which ships it to five *followers*. All writes go through A: more followers do not make them faster.
@63ms Clients 2, 3 and 4 read all the time, each time from any *replica*; Client 3 was answered by **B** just now. Every replica answers about a sixth of the reads: this is what grows with each follower.
@378ms The price is the age of the answers. Client 3 asks **A** and reads the newest value, **14**.
@399ms Its next read meets **F**, to which every entry takes 160 ms. F answers with **11**: for Client 3 the price goes back.
when F has 14: F has the newest price now. The more followers there are, the more likely one of them is behind, and every read takes its chance.
try Pick a replica and open *replication lag*: how far each follower is behind, and how many of its answers were stale.
source DDIA, chapter 5, “Problems with Replication Lag”: read-scaling architecture.
