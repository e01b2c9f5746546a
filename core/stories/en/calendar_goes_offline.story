when c1 reads 12h: **A** is a server; **B** is a phone and **C** a laptop, each a leader of its own. An appointment from the laptop is on the phone.
@100ms The phone goes offline.
when c1 is told ok for lunch=13h: It still takes changes. Client 1 moves the lunch.
when A has 11h: On the laptop the lunch is moved, too.
when c1 reads 2 siblings: The phone is online again and has synchronised through the server. Both changes are there as *siblings*.
when C has noon: Client 1 decides. The value that it writes replaces both, on every device.
source DDIA, chapter 5, “Clients with offline operation”.
