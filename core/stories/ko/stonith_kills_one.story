title 이전 리더의 전원을 끊는다
@20ms 리더 A와 다른 노드 사이의 링크가 끊긴다. A는 멀쩡하다.
@310ms *제어 노드* D가 **B**를 리더로 세운다. B는 A가 죽었는지 연결만 끊겼는지 알 수 없다. 그래서 A의 전원 스위치에 전원을 끊으라고 명령한다. *STONITH*(다른 노드의 머리를 쏜다)라고 부르는 방법이다.
when A is down: 명령이 별도 네트워크로 도착해 A가 꺼진다. B는 아직 기다린다.
when B leads: A가 꺼졌다고 스위치가 확인했다. 이제 B가 리더다. 이력이 둘로 갈라지는 일은 없다.
when c1 is told unknown: 잘못된 판단의 대가로 멀쩡한 노드를 잃고, 한동안 쓰기를 받는 노드가 없다.
when c1 is told ok for cart=flour: B가 쓰기를 받는다.
try “새 리더가 시작하는 때”를 “바로”로 바꾸고, B가 승격된 뒤 A가 꺼질 때까지 누가 리더인지 보자.
source 『데이터 중심 애플리케이션 설계』 5장, “리더 장애: 장애 복구”: 펜싱, STONITH; Pacemaker Explained, “Fencing”.
