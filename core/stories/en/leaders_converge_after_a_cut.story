@80ms The link between the leaders **A** and **B** is cut.
when c2 is told ok for title=C: Both leaders take a write to **title**: A has “B”, B has “C”. Both clients are told “ok”.
when c2 reads C: Each client reads the value that it wrote.
@360ms The link is healed. The *version vectors* show that neither write had seen the other: a conflict. Both leaders keep the write with the greater timestamp, and remember that the other was lost.
when c1 reads C: The leaders have converged: client 1 reads “C” from A.
source DDIA, chapter 5, “Handling Write Conflicts”, “Converging toward a consistent state”.
