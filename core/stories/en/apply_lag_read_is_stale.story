@19ms **B** is a *synchronous* follower. It stores the entry on its disk and acknowledges it; to apply it takes B another 60 ms.
when c1 is told ok: Client 1 is told “ok”: the entry is on two disks.
when c1 reads nothing: Client 1 reads from B and does not find its write. Reads return only what is applied.
when B has milk: B applies the entry. Nothing was lost: the write was stored, and not visible yet.
source PostgreSQL manual, “Synchronous Replication”: with synchronous_commit = on, a standby may not have applied what it has flushed.
