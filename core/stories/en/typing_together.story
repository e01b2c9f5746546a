when A has t: **A** and **B** are two devices, each with a copy of the text. Client 1 types on A; the character is there at once.
when B has m: Client 2 types on B at the same time. Neither has heard of the other.
when A has tea: Each character names the one that it was typed after. No position is shipped, so it may arrive in any order.
when c1 reads teamilk: The two words are not mixed: what one person typed in a run stays together, whichever word comes first.
when B has tea+milk: A character that is typed between them goes to its place on every device.
source DDIA, chapter 5, “Collaborative editing”; Weidner, Kleppmann, *The Art of the Fugue*, 2023.
