when A has Kim: **B** is the home of **name** and takes all its writes.
@40ms The link between **A** and B is cut.
when c1 is told ok: A has not heard B for 60 ms. It cannot know that B is alive, and takes its place as the home.
when c2 is told ok: B is alive, and still the home for its own clients.
when A has Park: The link is healed, and the writes conflict: one is lost by *last write wins*. Homes avoid conflicts only as long as they stay where they are.
source DDIA, chapter 5, “Conflict avoidance”.
