@34ms B has stored the entry. A does not answer yet: here an *acknowledgement* means that B has **applied** it.
when B has milk: B applies the entry 60 ms after it arrived, and acknowledges it.
when c1 is told ok for cart=milk: Client 1 is told “ok” 98 ms after its request. An acknowledgement of storage would have come after 38 ms.
when c1 reads milk: It reads from B and finds its write: *read-your-writes*, at the price of slower writes. The promise covers B only; a follower that no write waits for may still be behind.
source PostgreSQL manual, “Synchronous Replication”: synchronous_commit = remote_apply; DDIA, chapter 5, “Reading Your Own Writes”.
