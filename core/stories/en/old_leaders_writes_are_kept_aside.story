when c1 is told ok for name=Kim: Client 1 is told “ok” for **name = Kim** before B has the entry.
when B leads: A has crashed. B is promoted without Kim.
when A is back: A is back, with an entry that B does not have.
when A loses Kim: A does not throw the entry away. It puts it *aside*, where a person can find it and decide.
when c1 reads nothing: For readers the write is as lost as before. Putting it back by hand may overwrite what was written since.
source MongoDB manual, “Rollbacks During Replica Set Failover”: rollback files.
