@198ms Client 2 always asks the same replica, **B**, chosen by a hash of the user. It reads both comments.
when B is down: B dies.
@270ms Its *timeout* tells Client 2 to go on to the next replica.
@283ms That is **C**, which has the first comment only: what was read before is gone.
try Let C catch up before Client 2 asks.
source DDIA, chapter 5, “Monotonic Reads”: if that replica fails, the user's queries need to be rerouted to another one.
