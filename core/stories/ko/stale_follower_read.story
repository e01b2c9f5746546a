title 팔로워에서 읽은 뒤처진 값
@164ms 클라이언트 1이 리더 **A**에 **flour**를 쓴다. A는 항목을 B와 C로 보낸다. **C**까지는 120 ms가 걸린다.
when c1 is told ok for cart=flour: A는 팔로워를 기다리지 않고 “ok”라고 답한다. 복제가 *비동기식*이기 때문이다.
when c1 reads milk: 클라이언트 1이 C에서 읽고 **milk**를 받는다. 자기가 쓴 값이 사라진 것처럼 보인다.
when c2 reads flour: 클라이언트 2는 이미 항목을 적용한 B에서 읽고 flour를 받는다.
when C has flour: C가 항목을 적용한다. 장애는 없었다. 리더가 “ok”라고 답할 때 팔로워에도 그 쓰기가 있다고 약속한 적은 없다.
source 『데이터 중심 애플리케이션 설계』 5장, “자신이 쓴 내용 읽기”.
