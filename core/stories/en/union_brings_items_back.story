when c2 reads milk,ham: The cart holds **milk** and **ham**. Client 2 has seen both.
@154ms Client 1 removes ham: it writes milk.
@156ms At the same time client 2, which has not seen that, adds **eggs**.
when c1 reads 2 siblings: The *siblings* are milk, and milk, ham, eggs.
when A has milk,ham,eggs,tea: Client 1 merges them and adds **tea**. The union of both has ham in it again.
when c2 reads milk,ham,eggs,tea: The shopping cart of Amazon behaved like this: a removed item could reappear.
source DDIA, chapter 5, “Merging concurrently written values”; Dynamo, section 4.4.
