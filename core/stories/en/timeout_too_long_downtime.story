when A is down: The leader A crashes. The *controller* **D** suspects a leader only after 2 s of silence, to avoid false alarms.
@800ms Client 1 asks A and gets no answer.
when c1 is told failed: Client 1 asks B and is refused: B still follows A.
when B leads: D makes **B** the leader, 2.7 s after the crash.
when c1 is told ok for cart=flour: B takes the write, and nothing is lost. No *timeout* is right: with a shorter one a slow network looks like a dead leader.
source DDIA, chapter 5, “Leader failure: Failover”: what is the right timeout?
