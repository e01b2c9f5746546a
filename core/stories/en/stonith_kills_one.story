@20ms The links between the leader A and the other nodes are cut. A is well.
@310ms The *controller* D makes **B** the leader. B cannot tell whether A is dead or only out of reach. It orders A's power switch to cut the power: “shoot the other node in the head” (*STONITH*).
when A is down: The order arrived over a network of its own, and A is off. B still waits.
when B leads: The switch has confirmed that A is off: now B leads. There are never two histories.
when c1 is told unknown: A wrong suspicion costs a healthy node, and a while in which no node takes writes.
when c1 is told ok for cart=flour: B takes the write.
try Set “A new leader begins” to “at once”, and follow who leads between the promotion and the end of A.
source DDIA, chapter 5, “Leader failure: Failover”: fencing, STONITH; Pacemaker Explained, “Fencing”.
