@54ms Three nodes store pages in format 1, and the *write-ahead log* has bytes of these pages.
when A is down: For an upgrade all nodes are stopped: no node of one format can follow one of the other.
@250ms **A** starts again and stores its pages in format 2.
@304ms From 120 ms to 250 ms nobody could write. The log now has bytes of the new pages.
@408ms **B** follows again. Both rows are there.
try Upgrade one follower at a time instead, and see where it stops.
source DDIA, chapter 5, “Write-ahead log (WAL) shipping”: such upgrades require downtime.
