when A has t: Client 1 types on **A**. The algorithm is Logoot: a new character gets a number between those of its two neighbours, here the first one of an empty text.
when B has m: Client 2 types on **B** at the same time, and its character gets the same number. Only the name of the device tells the two apart.
when A has tea: Each further character gets the next number, on A as on B: both words take their numbers from the same gap.
when c1 reads tmeialk: In order of number the two words are **mixed, letter by letter**. *Convergence* and *durability* hold: the copies are equal and no character is lost. What both people lose is their word.
when c2 reads tmeialk: So equal copies are not enough for a text. In “Two people type into one text” the same keystrokes give **teamilk**: Fugue remembers after which character each one was typed.
try Set “New characters of a text” to Fugue, and start again.
source Weiss, Urso, Molli, *Logoot*, 2009; Kleppmann, Gomes, Mulligan, Beresford, *Interleaving Anomalies in Collaborative Text Editors*, 2019; Weidner, Kleppmann, *The Art of the Fugue*, 2023.
