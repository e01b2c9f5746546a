when C has 5: Five likes are known everywhere.
@80ms C is cut off from A and B.
when A has 7: Client 1 likes twice more on **A**.
when C has 3: Client 2 likes once on **C**, then takes three back. Both sides go on counting.
when A has 5: The links are back. Each node adds what it has not counted: 5 + 2 + 1 − 3. Nothing is counted twice, though messages are repeated.
when c1 reads 5: With one value and last write wins, the likes of one side would be gone.
source DDIA, chapter 5, “Automatic Conflict Resolution”.
