title 원형 토폴로지가 끊긴다
when B has one: 리더는 다음 리더에만 로그를 보낸다. A는 B에, B는 C에, C는 A에 보낸다. 항목에는 거쳐 온 리더의 이름이 있어서 **A**로 되돌아가지 않는다.
when C has one: B가 다음 리더에 전달했다.
when B is down: 리더 하나가 죽는다.
when c1 is told ok for x=two: A는 전처럼 쓰기를 받는다.
when c2 reads one: 누군가 원형 토폴로지를 고칠 때까지 이 쓰기는 B를 지나지 못한다. 다른 리더는 모두 살아 있다.
try “쓰기가 가는 길”에서 쓰기가 우회하게 해 보자.
source 『데이터 중심 애플리케이션 설계』 5장, “다중 리더 복제 토폴로지”.
