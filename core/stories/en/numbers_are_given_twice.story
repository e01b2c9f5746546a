when c1 is told ok for users: The database numbers its users. Ann becomes user 1, and keeps her secret under that number in **D**, a store that takes no part in replication.
when c2 is told ok for users: Bea becomes user 2 and stores a secret too. The links from A are cut: no follower knows of her.
when B leads: A has crashed, and **B** is promoted. It knows user 1 only.
when c3 is told ok for users: B numbers on from there: Cas becomes user 2 as well.
when c3 reads bea: Cas looks for the secret of user 2 and is shown Bea's.
source DDIA, chapter 5, “Leader failure: Failover”: an incident at GitHub in September 2012.
