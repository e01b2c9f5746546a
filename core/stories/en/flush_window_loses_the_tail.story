when c1 is told ok for cart=flour: A takes **flour** into memory and says “ok” at once. It flushes its log every 200 ms, and ships only what is on its disk.
when A is down: A crashes before the next flush.
when A is back: After 30 ms A is back. Its log ends where the last flush left it.
when c1 reads milk: Client 1 reads **milk**: flour is gone. B cannot help, because flour was never sent to it.
source PostgreSQL manual, “Asynchronous Commit”; Redis manual, “Redis persistence”: appendfsync everysec.
