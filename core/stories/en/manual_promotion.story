when A is down: The leader **A** crashes.
when c2 is told failed: Writes fail. No node takes the place of A by itself: a person decides.
when B leads: After 130 ms a person promotes **B**, in *term* 2. By hand, *failover* is slow, but the person can find out what happened first.
when c1 is told ok for cart=flour: B takes the write of client 1.
@295ms A is back and believes that it leads in term 1. Its first *heartbeat* is refused: term 1 is over.
when A has flour: A has stepped down. It follows B and receives what it missed.
source DDIA, chapter 5, “Leader failure: Failover”: some operations teams prefer to fail over by hand.
