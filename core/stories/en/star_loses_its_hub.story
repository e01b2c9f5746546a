when D has one: All writes travel through the hub **A**: from B to A, and from A to C and D.
when A is down: The hub fails.
when c2 is told ok: The other leaders still take writes.
when c1 reads two: Each has its own write only, and they drift apart.
when D has three: The hub is back. Both writes meet there and conflict; the one with the later timestamp is kept, by *last write wins*.
source DDIA, chapter 5, “Multi-Leader Replication Topologies”.
