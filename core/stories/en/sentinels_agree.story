@20ms **C**, **D** and **E** are *sentinels*: they hold no data and watch. The link from the leader A to C is cut.
@300ms C finds A down: *subjectively*. It asks the others. They still hear from A, and nothing happens.
when A is down: A crashes.
@520ms Two sentinels find A down, and two are the *quorum*: A is *objectively* down.
when B leads: The sentinels have elected D among themselves, and D makes **B** the leader of *term* 2.
when A is back: A is back. It will be told to follow B.
source Redis manual, “High availability with Redis Sentinel”: SDOWN and ODOWN, quorum, and the sentinels' election.
