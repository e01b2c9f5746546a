@54ms The link from A to B is cut. C has the write **flour**, and B does not.
when A is down: The leader A crashes. **D** is a *controller*: it holds no data and asks every replica regularly whether it is there.
@300ms A has not answered for more than 200 ms. D suspects it and chooses the follower with the longest log: **C**.
when C leads: C leads in *term* 2. D tells the others.
when c1 is told ok for cart=eggs: Client 1 has tried A and B. Its third attempt reaches C, which takes the write.
when A has eggs: A is back, hears of term 2, and follows C.
source DDIA, chapter 5, “Leader failure: Failover”: a controller node may appoint the leader, and the best candidate is the most up-to-date replica.
