when c1 is told ok: Client 1 is a phone. It writes, and the position of the write is kept centrally, for all devices of its user.
when c2 reads nothing: Client 2 is the laptop. It remembers positions for itself only, and has not written anything. **C** answers with nothing: the user’s own write is missing.
@50ms Now the laptop uses the central memory as well.
@64ms Its next read carries the position that the phone has written. C waits.
when c2 reads Kim: The laptop reads what the phone wrote.
source DDIA, chapter 5, “Reading Your Own Writes”: the metadata will need to be centralized.
