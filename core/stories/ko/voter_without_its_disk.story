title 디스크를 잃은 투표자
@20ms A와 C 사이의 링크가 끊긴 동안 클라이언트 1이 milk를 쓴다.
when c1 is told ok: A와 B가 milk를 가졌다. *과반수*다. C에는 없다.
@140ms B가 디스크 없이 돌아온다. milk도, *임기*도, 투표 기록도 사라졌다. A는 죽어 있다.
@900ms A가 돌아온다. 그동안 C가 거듭 선출에 나섰지만 B는 투표하지 않았다. B가 투표했다면 C가 milk 없이 리더가 되었을 것이다.
when A leads: C가 A에 투표한다. B는 A에게서 따라잡고, B가 돌아온 뒤의 항목을 A와 C가 가지면 다시 세어진다.
when c1 reads milk: 확인된 쓰기가 그대로 있다.
try B가 다시 세어진 뒤 A를 다시 죽여 보자. B에는 milk가 있고, 투표하거나 리더가 될 수 있다.
source Ongaro, “Consensus: Bridging Theory and Practice”, 2014, §4.2.1.
