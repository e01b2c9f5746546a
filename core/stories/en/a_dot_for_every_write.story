when A has b1: Two clients take turns at *coordinator* A. Each continues from the answer to its own last write, so it is always one write behind the other.
when A loses a1: Every value has the *dot* of its write: A:3 is the third write that A coordinated. Client 1 had seen A:1, so its new value replaces that one and no other.
when A has b4: After eight writes A still holds two values.
when c1 reads 2 siblings: The last value of each client is left.
source Almeida et al., *Scalable and Accurate Causality Tracking for Eventually Consistent Stores* (2014); Riak since version 2.0.
