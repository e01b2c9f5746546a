@102ms The first write of client 1 reaches the *leader* **A**. A appends it to its log, answers “ok” at once, and sends the entry to **B** and **C**.
when C has a1: B and C apply the entry later. Each message takes a time of its own.
@408ms Client 2 reads from any *replica*. C answers with **a2**, although the leader has had **a3** for 78 ms.
try Crash A, cut the link to B, or write a value yourself.
