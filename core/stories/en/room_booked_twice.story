@8ms Each client looks whether the room is free at nine. It is.
when c1 is told ok: Client 1 books it at the leader **A**.
when c2 is told ok: Client 2 books it at the leader **B**, which does not know of the other booking.
when A has 9h-Lee: The bookings meet. They are two records, so no two versions of one record conflict, and no rule for *concurrent* writes is asked.
when c1 reads 9h-Lee: The room is booked twice. Only a check of all bookings after the fact would see it, and an apology follows; or one leader takes all bookings of a room.
source DDIA, chapter 5, “What is a conflict?”.
