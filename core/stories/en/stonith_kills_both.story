when B leads: **B** is promoted while A is well. B orders A's power switch to cut the power, and leads without waiting: there are two leaders.
@103ms A hears of B. Each leader is set to have any other leader switched off, so A orders B off.
when A is down: The order of B arrives: A is off. Its own order is still on its way.
when B is down: The order of A arrives: B is off. There were two leaders, and now there is none.
when c1 is told failed: C is well and takes no writes.
try Set “A new leader begins” to “once the old one is off”: A never hears of B, and only A goes off.
source DDIA, chapter 5, “Leader failure: Failover”: fencing must be designed with care, or both nodes end up shut down; Pacemaker calls it a “death match”.
