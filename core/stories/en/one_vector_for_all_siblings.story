when A has b1: Two clients take turns at *coordinator* A. Each continues from the answer to its own last write, so it is always one write behind the other.
when A has a2: The store keeps **one** *version vector* for all values of a key. It can tell that client 1 has not seen everything, but not which values it **has** seen. So it keeps all three.
when A has b4: Every write adds a *sibling*.
when c1 reads 8 siblings: Eight writes have left eight siblings, although each client meant to replace its own value.
source Preguiça et al., *Dotted Version Vectors* (2010), section 3; Riak before version 2.0.
