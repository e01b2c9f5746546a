title 안티 엔트로피: 해시 트리를 비교한다
when c1 is told ok for name=Kim: **name**을 쓰는 동안 **C**가 죽어 있다. 읽는 클라이언트가 없으니 *읽기 복구*는 도움이 되지 않는다.
when C is back: C가 name 없이 돌아온다.
@710ms 복제 서버는 200 ms마다 다른 복제 서버에 *머클 트리*의 루트를 보낸다. C의 루트가 A의 것과 다르다.
@740ms 해시가 다른 곳은 한 단계 아래를 비교한다. 같은 곳은 더 보내지 않는다.
when C has Kim: 잎 하나가 남고, 그 로우만 보낸다. C가 name을 가진다.
try 복제 서버를 골라 트리를 보고, 모두 보낼 때와 견주어 비교에 몇 바이트가 들었는지 보자.
source Dynamo 논문, 4.7절 “Handling permanent failures”; 『데이터 중심 애플리케이션 설계』 5장, “읽기 복구와 안티 엔트로피”.
