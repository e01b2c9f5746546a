@494ms Each node flushes to its disk every 200 ms. A flushes **name = Kim** and sends the entry to B.
@509ms B has the entry in memory only, and acknowledges it: here an *acknowledgement* means **received**.
when c1 is told ok for name=Kim: Client 1 is told “ok”. Only one disk has its write.
when B is back: A and B crash. B restarts first, without Kim: it had not flushed yet.
when B leads: B is promoted.
when A loses Kim: A is back, must follow B, and discards the last copy of Kim. If an acknowledgement had meant “stored”, client 1 would have been told “ok” only after B's flush.
source PostgreSQL manual, “Synchronous Replication”: synchronous_commit = remote_write.
