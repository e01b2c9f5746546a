title 과반수를 기다린 쓰기는 장애 복구에도 남는다
when c1 is told ok for cart=flour: 쓰기는 *과반수*를 기다린다. A와 팔로워 하나다. C가 느려서 **flour**를 가진 쪽은 B다.
when A is down: A가 죽는다.
@343.396ms B가 *임기* 2의 *후보*로 나선다. 후보는 과반수가 필요하고, 투표하는 노드는 로그를 비교한다. 두 과반수는 반드시 노드 하나를 공유하므로, flour가 없는 후보는 이길 수 없다.
when B leads: C가 B에 투표한다. B의 첫 항목은 임기 2의 표시다. 그 앞의 항목이 모두 이 표시와 함께 확정된다.
when c2 reads flour: 확인된 쓰기가 그대로 있다.
source Ongaro, Ousterhout, *In Search of an Understandable Consensus Algorithm* (2014), 5.4.
