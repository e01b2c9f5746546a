when B is down: **B** crashes with *position* 1 on its disk.
@114ms The leader keeps the last two entries of its log. With the fifth write it drops positions 1 to 3.
when B is back: B asks for everything after position 1.
@175ms The leader no longer has position 2. It takes a *snapshot* that belongs to position 5, as for a new follower.
when B has tea: B installs the snapshot and goes on from position 5.
source PostgreSQL manual, “Replication Slots”: a standby whose segments were removed must be set up anew.
