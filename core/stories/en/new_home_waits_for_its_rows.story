@12ms Client 1 writes **cart = milk** through **A**. The link to B is cut: A and C store it, w = 2 is enough.
when c1 is told ok: Client 1 is told “ok”. Any two of A, B and C have it among them.
@100ms **D** joins, and takes A's place on the *ring*: cart belongs to B, C and D now. D's disk is still empty.
@114ms B is asked for cart, and asks C and D. Without the rows, D would answer “nothing”, as B does: two answers, both wrong.
@120ms D has asked the *homes* of before for the rows of its keys, and answers only now that it has them.
when c1 reads milk: Client 1 finds its write. Set “A new home first gets the rows: no”, and it does not.
source DeCandia et al., *Dynamo*, §4.9: keys are transferred to the nodes that are now in charge. Cassandra's manual, “Adding, replacing, moving and removing nodes”: a node that bootstraps takes writes, but no reads.
