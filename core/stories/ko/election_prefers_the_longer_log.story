title 로그가 더 긴 노드가 선출된다
when c1 is told ok for cart=flour: 항목 **flour**는 **B**까지 10 ms, **C**까지 60 ms가 걸린다.
when A is down: 리더 A가 죽는다. B는 쓰기 두 개를 모두 가졌고, C는 첫 쓰기만 가졌다.
@358.148ms C가 먼저 *임기* 2의 후보로 나선다.
@368.148ms B는 C에 투표하지 않는다. C의 로그가 자기 로그보다 먼저 끝나기 때문이다. B의 표가 없으면 C는 *과반수*를 얻지 못한다.
when B leads: 로그가 더 긴 B가 임기 3의 후보로 나선다. C가 투표해 B가 리더가 된다.
when c2 reads flour: 확인된 쓰기가 살아남는다. 투표하는 노드가 로그를 비교했기 때문이다.
source Ongaro, Ousterhout, *In Search of an Understandable Consensus Algorithm* (2014), 5.2, 5.4.1.
