title 확인이 없으면 새 리더도 없다
@20ms 리더 A와 다른 노드 사이의 링크가 끊긴다. B에서 A의 전원 스위치로 가는 경로도 함께 끊긴다.
@310ms *제어 노드* D가 **B**를 리더로 세운다. B는 A의 전원 스위치에 전원을 끊으라고 명령하지만, 명령이 사라진다.
when c2 is told failed: 확인이 오지 않으므로 B는 리더가 되지 않고 쓰기를 받지 않는다. 계속 다시 명령한다.
when c1 is told ok for cart=flour: A는 죽은 적이 없다. 지금 B가 리더가 되면 리더가 둘이다.
when A is down: 경로가 이어져 다음 명령이 도착한다. A가 꺼지고, flour의 유일한 복사본도 함께 꺼진다.
when B leads: 스위치가 확인했다. B가 리더가 된다.
try “새 리더가 시작하는 때”를 “바로”로 바꿔 보자. B가 A와 나란히 리더가 되어 둘 다 쓰기를 받는다.
source Pacemaker Explained, “Fencing”: 펜싱 장치는 클러스터와 같은 네트워크에 의존하면 안 된다.
