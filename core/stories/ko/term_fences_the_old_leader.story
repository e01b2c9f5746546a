title 임기가 이전 리더를 막는다
when B leads: A의 링크가 끊기고 **B**가 승격된다. 모든 메시지에는 리더의 *임기*가 실리고, 어느 노드도 더 오래된 임기의 메시지를 받아들이지 않는다.
when c1 is told ok for cart=flour: 링크가 끊긴 동안에는 여전히 리더가 둘이다. A가 **flour**에 “ok”라고 답한다.
@169ms 링크가 이어졌다. B와 C가 A의 다음 메시지를 거절한다. 임기 1은 끝났다.
@184ms A가 물러나 B를 따른다.
when A loses flour: A는 자기만 가진 flour와 **name = Kim**을 버린다.
when c1 reads eggs: 이력이 다시 하나가 된다. *펜싱*은 데이터를 지킨다. 이전 리더가 확인해 준 쓰기까지 지키지는 못한다.
source 『데이터 중심 애플리케이션 설계』 8장, “펜싱 토큰”; Ongaro, Ousterhout, *In Search of an Understandable Consensus Algorithm* (2014), 5.1.
