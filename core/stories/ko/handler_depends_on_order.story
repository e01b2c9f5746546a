title 순서에 따라 결과가 달라지는 핸들러
when c3 is told ok: 세 리더가 동시에 **title**에 대한 쓰기를 받는다. 핸들러는 *동시*에 쓴 값을 빗금으로 잇는다.
@24ms 쓰기는 리더마다 다른 순서로 도착한다. 리더는 도착한 순서대로 값을 잇는다.
when c1 reads one/two/three: **A**가 만든 값이다.
when c2 reads two/one/three: **B**가 만든 값이다.
when c3 reads three/one/two: **C**가 만든 값이다. 어떤 메시지도 이를 고치지 못한다. 핸들러는 교환 법칙과 결합 법칙을 지켜야 한다.
try “충돌”에서 union이나 max로 바꿔 보자.
source 『데이터 중심 애플리케이션 설계』 5장, “사용자 정의 충돌 해소 로직”.
