when c1 is told ok: Client 1 is Kim. It writes its own profile to the leader **A**. Client 2, Lee, does the same.
when c1 reads Seoul: Only Kim can change the profile of Kim, so Client 1 reads that key from the leader: **Seoul**. It never misses its own write.
when c1 reads nothing: All other profiles come from the follower **C**. That of Lee is still on its way: the *replication lag* shows, but nobody misses a write of their own.
when c1 reads Busan: Later C has it. Most reads go to followers, which is what they are for.
source DDIA, chapter 5, “Reading Your Own Writes”: a user’s own profile from the leader, any other from a follower.
