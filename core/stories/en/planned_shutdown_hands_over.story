@60ms The leader **A** is told to shut down. It takes no more writes, and waits until a follower has its whole log: **flour** is still on its way to B.
when c1 is told failed: Client 1 meets a leader that is about to stop, and is refused.
when B leads: **B** has the whole log. A hands over, and B leads in *term* 2.
when A is down: A hears from the new leader and stops.
when c1 is told ok for cart=eggs: B takes the write. A planned handover loses nothing.
source Ongaro, *Consensus: Bridging Theory and Practice* (2014), 3.10, “Leadership transfer extension”. DDIA, chapter 5, “Leader failure: Failover”, is about leaders that cannot be asked.
