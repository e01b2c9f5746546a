when c1 is told ok: For 100 ms after each of its writes, Client 1 reads from the leader **A**.
@38ms The read soon after the write goes to A and finds it. C does not have it yet.
@138ms Later it reads from **C** again. Its *replication lag* is 60 ms, less than the 100 ms, so the write is there.
@180ms The link to C gets slow: the lag is 250 ms now. Nobody tells Client 1.
@218ms Client 1 writes **Lee**, and reads it from the leader.
@328ms The 100 ms are over, and C still has **Kim**: its own write is gone. The time has to be longer than the longest lag, which nobody knows in advance.
try Give Client 1 the rule “not behind its writes” instead.
source DDIA, chapter 5, “Reading Your Own Writes”: read from the leader for one minute after the last update.
