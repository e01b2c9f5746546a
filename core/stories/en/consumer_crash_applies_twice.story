@134ms The *consumer* **D** adds the order to its store. Only then it is to record how far it has got.
when D is down: D crashes in between. Store and position are on its disk, and they do not fit together.
@308ms D has read the change again, and added it again: tea, twice.
@310ms Now a row is to replace the one with its key. D starts over with all rows.
@488ms D crashes at the same place.
@668ms It has applied milk twice, and the store is right: to apply a change twice is to apply it once. That is *idempotent*.
try Record the position first (**consumer-records** before): the same crash loses the change.
source DDIA, chapter 11, “Fault Tolerance”: idempotence.
