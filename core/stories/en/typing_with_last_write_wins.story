when c1 is told ok: The text is one value. Client 1 saves “tea” on **A**.
when c2 is told ok: Client 2 saves “milk” on **B**. Both are told that it is saved.
when A has milk: The later timestamp wins. What Client 1 has typed is gone from A.
when c1 reads milk: Client 1 finds the text of another person. Nobody has deleted “tea”.
source DDIA, chapter 5, “Collaborative editing”.
