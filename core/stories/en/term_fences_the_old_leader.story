when B leads: The links of A are cut, and **B** is promoted. Every message carries the *term* of its leader, and no node takes one of an older term.
when c1 is told ok for cart=flour: While the links are cut there are still two leaders: A says “ok” for **flour**.
@169ms The links are healed. B and C refuse the next message of A: term 1 is over.
@184ms A steps down and follows B.
when A loses flour: A throws away what only it had: flour, and **name = Kim**.
when c1 reads eggs: There is one history again. *Fencing* protects the data, not what the old leader had acknowledged.
source DDIA, chapter 8, “Fencing tokens”; Ongaro and Ousterhout, *In Search of an Understandable Consensus Algorithm* (2014), 5.1.
