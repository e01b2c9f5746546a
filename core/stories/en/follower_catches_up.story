when B is down: **B** crashes. *Position* 1 of the log is on its disk.
@79ms The leader goes on without B. What it sends to B is lost.
when B is back: B knows the last position that it has stored, and asks for everything after it.
when B has eggs: The leader sends positions 2 to 4, and B applies them in order.
when c2 reads eggs: Client 2 reads from B and gets the newest value.
source DDIA, chapter 5, “Follower failure: Catch-up recovery”.
