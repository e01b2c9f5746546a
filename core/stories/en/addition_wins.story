when B has {milk}: The cart is a set. Both devices have the milk, with the *dot* of its addition, A:1.
@100ms The link between the devices is cut.
when A loses {milk}: Client 1 takes the milk out. That removes the dots that A has seen: A:1, and no other.
when c2 is told ok: Client 2 puts milk in again. The addition has a dot of its own, B:1.
when A has {milk}: The devices have heard of each other. A:1 is removed, B:1 is not: the addition wins.
when c1 reads {milk}: No item comes back that was only removed, as it does in a cart that keeps the union of two values.
source Shapiro et al., *A Comprehensive Study of Convergent and Commutative Replicated Data Types*, 2011; DDIA, chapter 5, “Automatic Conflict Resolution”.
