@65ms The link from A to C is cut, and client 1 writes Kim at A. B gets it, C does not.
@100ms A has crashed and loses its disk: its log, its counters, its rows.
@200ms A is back under a new name, **A/2**, and asks the others for their rows.
when A has Kim: B had Kim. A ships it again, because C never got it.
@260ms Client 1 writes flour at A. It is the first write of A/2 that is new, and B and C do not take it for an old one of A.
when c2 reads Kim: C has it now.
source Riak documentation, “Causal Context”: vnode ids.
