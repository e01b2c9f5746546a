when c2 is told ok: Two leaders take writes to **title** that do not know of each other.
when A has two: The leaders keep both as *siblings*.
when c1 reads 2 siblings: The next reader is returned both, with a *causal context* that says which writes it has seen.
when c1 is told ok for title=both: It decides, and writes back. The context travels along, so the value replaces exactly these two.
when c2 reads both: No write was lost, and the application has resolved the conflict.
source DDIA, chapter 5, “Custom conflict resolution logic”.
