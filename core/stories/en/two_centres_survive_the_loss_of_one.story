when c1 is told ok: **A** leads in one data centre, with the follower C; **B** leads in the other one, with D. A acknowledges the write after 4 ms, although B is 60 ms away.
when B has Kim: The write has crossed to the other centre, which nobody waited for.
when D is down: The second centre is gone, leader and follower.
when c1 is told ok for x=Lee: In the first centre writes go on. No *failover* is needed.
when D has Lee: The centre is back. B asks A for what it missed, and passes it on to its follower.
when c2 reads Lee: A client in the second centre reads what was written while it was gone.
source DDIA, chapter 5, “Multi-datacenter operation”.
