when c1 is told ok: Client 1 writes a post at **A**. The link from A to **C** is slow.
when c2 reads hello: Client 2 reads the post at **B**.
when c2 is told ok: It comments on it.
when c3 reads nice: The comment has come to C by the fast link.
when c3 reads nothing: The post that it is about has not. Timestamps do not help: C cannot know that something is missing.
try Have writes applied after their causes, under “How writes travel”.
source DDIA, chapter 5, “Multi-Leader Replication Topologies”.
