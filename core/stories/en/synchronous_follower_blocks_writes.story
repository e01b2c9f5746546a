when c1 is told ok for cart=milk: Replication is *synchronous*: every write waits for **B**, and no other follower takes its place.
when B is down: B crashes.
when C has flour: The next write, **flour**, is in the logs of A and C. Client 1 hears nothing: the write waits for B.
when c1 is told unknown: After 150 ms client 1 gives up. The outcome of its write is *unknown*.
when B has flour: B is back, catches up, and acknowledges the entry.
when c2 reads flour: The write has taken effect after all. “Unknown” did not mean “failed”.
source DDIA, chapter 5, “Synchronous Versus Asynchronous Replication”: one node's outage halts the whole system; chapter 8, “Timeouts and Unbounded Delays”.
