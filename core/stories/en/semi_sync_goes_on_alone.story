when c1 is told ok for cart=milk: A write waits for **B**, the only follower.
when B is down: B crashes.
@164ms A has waited 100 ms, and no other follower is left. It is set to **go on**: it answers “ok” for **flour** and stops waiting.
when c1 is told ok for cart=eggs: The third write waits for no follower. flour and **eggs** are on the disk of A only.
when B has eggs: B is back and has caught up. Until now replication was *semi-synchronous* in name only.
when c1 is told ok for cart=tea: Writes wait for B again.
source MySQL manual, “Semisynchronous Replication”: rpl_semi_sync_source_timeout.
