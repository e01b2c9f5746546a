title 링크가 끊긴 제어 노드가 리더를 둘로 만든다
@20ms 리더 **A**는 멀쩡하다. *제어 노드* **D**와 잇는 링크만 끊긴다.
@300ms D는 죽은 노드와 끊긴 링크를 구별하지 못한다. A를 의심하고 B를 고른다.
when B leads: B가 *임기* 2의 리더가 된다. A는 여전히 임기 1의 리더다.
when c1 is told ok for cart=flour: 바로 이때 A가 클라이언트 1의 **flour**에 “ok”라고 답한다.
when A loses flour: A가 B의 소식을 듣고 물러나며 flour를 버린다.
when c1 reads milk: 죽은 노드가 없는데도 확인된 쓰기가 사라졌다.
source 『데이터 중심 애플리케이션 설계』 8장, “진실은 다수결로 결정된다”: 살아 있는 노드도 죽었다고 선언될 수 있다.
