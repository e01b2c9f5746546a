when B has one: Each leader ships its log to the next one only: A to B, B to C, C to A. An entry carries the names of the leaders that it has passed, so it is not shipped back to **A**.
when C has one: B has passed it on.
when B is down: One leader fails.
when c1 is told ok for x=two: A accepts a write as before.
when c2 reads one: It never gets past B, until somebody repairs the ring. All other leaders work.
try Let the writes go around it, under “How writes travel”.
source DDIA, chapter 5, “Multi-Leader Replication Topologies”.
