@100ms **C** joins with no data and asks for a *snapshot*.
@115ms The leader takes a snapshot that belongs to *position* 4 of its log. It sends two rows at a time.
when c1 is told ok for cart=flour: Client 1 goes on writing. What comes after position 4 is the *backlog*.
when C has 12A: The snapshot is complete. C asks for everything after position 4.
when C has 14C: C applies positions 5 and 6, and has caught up. No write was blocked, and each entry is applied once.
source DDIA, chapter 5, “Setting Up New Followers”.
