when c1 is told ok for cart=milk: One replica, two clients, one **cart**. Every answer tells the client all values and their version. The client sends the version back with its next write.
when A has eggs: Client 2 writes **eggs** without having seen **milk**. The replica keeps both, as *siblings*.
when A has milk,flour: Client 1 adds **flour**, with the version of milk. The replica replaces milk and keeps eggs: it discards only what the writer had seen.
when A has eggs,milk,ham: Client 2 has seen eggs and milk. It merges them and adds **ham**.
when c2 reads 2 siblings: Two values are left: milk, flour, eggs, bacon, and eggs, milk, ham. No item was lost.
source DDIA, chapter 5, “Capturing the happens-before relationship”, figure 5-13.
