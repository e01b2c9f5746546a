when B has {Kim}: Kim is a member on both sides.
@100ms The link is cut.
when A loses {Kim}: On **A** Kim is shut out. A mark of the removal stays: a *tombstone*.
when c2 is told ok: On **B** somebody adds Kim once more, and knows nothing of the removal.
when B loses {Kim}: The mark has arrived at B. The addition had not seen it, so the removal wins.
source DDIA, chapter 5, “Automatic Conflict Resolution”.
