when c3 is told ok: Three leaders take writes to **title** at the same time. A handler is to join *concurrent* values with a slash.
@24ms The writes reach the leaders in different orders. Each joins them in the order in which they came.
when c1 reads one/two/three: This is what **A** makes of them.
when c2 reads two/one/three: this is what **B** makes of them.
when c3 reads three/one/two: This is what **C** makes. No message will ever mend it: a handler has to be commutative and associative.
try Write union or max instead, under “Conflicts”.
source DDIA, chapter 5, “Custom conflict resolution logic”.
