@20ms The links between the leader A and the other nodes are cut, and with them the path from B to A's power switch.
@310ms The *controller* D makes **B** the leader. B orders A's power switch to cut the power. The order is lost.
when c2 is told failed: No confirmation comes, so B does not lead and takes no writes. It orders again and again.
when c1 is told ok for cart=flour: A was never dead. If B led now, there would be two leaders.
when A is down: The path is mended, and the next order arrives: A is off, and with it the only copy of flour.
when B leads: The switch has confirmed it, and B leads.
try Set “A new leader begins” to “at once”: B leads beside A, and both take writes.
source Pacemaker Explained, “Fencing”: fence devices must not rely on the same network as the cluster itself.
