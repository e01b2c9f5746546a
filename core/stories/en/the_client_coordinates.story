@0ms The library of client 1 knows the *ring*. It sends **cart** to the three homes itself. Client 2 asks **E**, which sends the request on.
when c1 is told ok for cart=milk: Two homes have answered client 1, after 20 ms.
when c2 is told ok: The way by E takes 40 ms: there, on to the homes, and back again.
when c1 is told ok for cart=flour: The *coordinator* also stamps the write, here by the clock of the client. A phone with a wrong clock is enough for *last write wins* to go wrong.
when C has flour: C was down meanwhile. The library repairs it after the next read.
source Dynamo, section 6.4 “Client-driven or Server-driven Coordination”; DDIA, chapter 5, “Leaderless Replication”.
