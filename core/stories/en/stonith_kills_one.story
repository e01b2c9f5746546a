@20ms The link between the leader A and the controller **D** is cut. A is well.
when B leads: D makes **B** the leader. B cannot tell whether A is dead or only silent. So it has the power of A switched off: *shoot the other node in the head* (STONITH).
when A is down: A is off. There are never two histories.
when c1 is told unknown: A wrong suspicion costs a healthy node, and a while in which no node takes writes.
when c1 is told ok for cart=flour: B takes the write.
source DDIA, chapter 5, “Leader failure: Failover”: fencing, STONITH; Pacemaker manual, “Fencing”.
