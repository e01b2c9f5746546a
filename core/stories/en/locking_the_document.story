when c1 is told failed: Every key has a home leader, here **B**. Client 1 types on **A**, and is sent to B: for A the document is locked.
when c2 is told ok: Client 2 types on B.
when A has milk: The text is the same everywhere, and no conflict can arise.
when c1 reads milk: The price: every edit of Client 1 has to travel to B, and nobody edits while B is away. That is a single leader for this document.
source DDIA, chapter 5, “Collaborative editing”.
