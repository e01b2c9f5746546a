@50ms The link from A to **B** is cut.
when c1 is told ok for name=Kim: The leader A takes two writes. Neither reaches B.
when c2 reads milk: B runs, and answers a read with an old value. It cannot know what it has not received.
@179ms The link is healed. B receives *position* 4 but holds only position 1: there is a **gap**.
when B has eggs: B has asked for everything after position 1, and applies it in order.
source DDIA, chapter 5, “Follower failure: Catch-up recovery”.
