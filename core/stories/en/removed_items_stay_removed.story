when c2 reads milk,ham: The cart holds **milk** and **ham**. Client 2 has seen both.
@154ms Client 1 removes ham and leaves a mark in its place: it writes milk, -ham.
@156ms At the same time client 2, which has not seen that, adds **eggs**.
when c1 reads 2 siblings: The union keeps marks as it keeps items. An item with a mark is not in the cart.
when A has milk,-ham,eggs,tea: Client 1 merges the *siblings* and adds **tea**. ham stays removed.
when c2 reads milk,-ham,eggs,tea: The mark is a *tombstone*. It takes space for as long as any replica or client may still have the item.
source DDIA, chapter 5, “Merging concurrently written values”.
