@24ms A write is acknowledged once every other leader has it. The writes of Client 1 and Client 2 meet before anybody was told ok.
when c1 is told failed: The one with the earlier timestamp gives way: its client is told that it failed.
when c2 is told ok: The other one is acknowledged after a round trip to all leaders.
when C is down: One leader fails.
when c1 is told unknown: No leader can acknowledge a write now. Several leaders that wait for each other have lost what they were for; a single leader does the same with less.
source DDIA, chapter 5, “Synchronous versus asynchronous conflict detection”.
