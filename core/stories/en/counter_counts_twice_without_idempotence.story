when c1 is told ok: Three leaders take a like each, at the same time. A handler is to add up *concurrent* values, in the background.
@26ms It runs on all three leaders. **A** has not heard of the like at C, and writes 2; the others write 3.
when A has 5: The results meet. Neither had seen the other, so they are added: 2 and 3 are 5.
when c1 reads 5: The leaders agree on a wrong number: two likes were counted twice. A sum is not *idempotent*. A counter that merges counts for each leader instead.
source DDIA, chapter 5, “Custom conflict resolution logic”.
