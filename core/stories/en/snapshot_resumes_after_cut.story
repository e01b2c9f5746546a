@50ms **C** has joined. The leader sends it a *snapshot* of four rows, one row in each piece.
@60ms C stores the first piece on its disk and asks for the second.
@65ms The link breaks in both directions. The leader keeps the snapshot.
@190ms The link is healed. A *heartbeat* reminds C of what is missing, and C asks for piece 2 instead of starting over.
when C has 12A: The last piece arrives, and the snapshot is complete.
source DDIA, chapter 5, “Setting Up New Followers”.
