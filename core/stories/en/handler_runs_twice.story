when c1 is told ok: Three leaders take writes to **cart** at the same time.
@6ms **A** finds a conflict between the writes of A and B. A handler is to run in the background, 20 ms later.
@26ms It runs on every leader that has found the conflict, and each writes what it makes of the versions that it has. A has two of them; **B** and C have all three.
when A has eggs,milk,tea: The results meet, and conflict again. The handler joins sets, which is *idempotent*: an item that is in both is in the result once.
when c1 reads eggs,milk,tea: All leaders end with the same cart, however often the handler ran.
source DDIA, chapter 5, “Custom conflict resolution logic”.
