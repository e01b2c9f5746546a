@30ms The links between A and the others are cut.
when B leads: **B** is promoted. Each leader is set to have any other leader switched off. B tries, but its order is lost on the cut link: there are two leaders.
@203ms The links are healed. A hears of B and orders B to be switched off; B does the same to A.
when B is down: The order of A arrives: B is off.
when A is down: The order of B arrives: A is off. There were two leaders, and now there is none.
when c1 is told failed: C is well and takes no writes.
source DDIA, chapter 5, “Leader failure: Failover”: fencing must be designed with care, or both nodes end up shut down.
