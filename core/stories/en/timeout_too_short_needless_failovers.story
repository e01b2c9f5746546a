@30ms A leader is suspected after 80 ms of silence, which is plenty while a message takes 5 ms. Now the network becomes busy, and a message takes 100 ms.
@120ms The next *heartbeat* is late. B and C suspect a leader that is well.
@236.543ms B stood for *term* 2. Before an answer can arrive it loses patience and stands for term 3.
@237.358ms A hears of term 2 and steps down.
when c1 is told failed: There is no leader, and a write is refused. A busy network has become an outage.
when B leads: The network is fast again, the votes arrive in time, and B leads.
source DDIA, chapter 5, “Leader failure: Failover”: what is the right timeout?; chapter 8, “Timeouts and Unbounded Delays”.
