when C is down: **C** crashes.
when c1 is told ok for name=Lee: **cart** and **name** are written meanwhile. C misses both writes.
when C is back: C is back, and behind on both keys.
@293.744ms Client 2 reads cart through **A**. C answers with an older value than A has, so A sends C the newer one: *read repair*.
when c2 reads flour: The client gets the newest value.
when C has flour: C is repaired for cart. No client has read name, so on C it stays as it was: read repair helps only what is read.
source DDIA, chapter 5, “Read repair and anti-entropy”.
