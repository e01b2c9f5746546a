@8ms **A** gives the odd numbers: an offset of 1, and a step of 2. The first row is number 1.
@10ms **B** gives the even ones: number 2.
@88ms Both know of both rows now. A goes on with the next odd number, 3.
@108ms B goes on with the next even one, 4. Numbers never collide, but they do not tell which row was first.
source DDIA, chapter 5, “Multi-datacenter operation”; MySQL, auto_increment_offset.
