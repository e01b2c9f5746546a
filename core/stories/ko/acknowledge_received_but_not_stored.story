title 수신은 저장이 아니다
@494ms 각 노드는 200 ms마다 디스크에 내려쓴다. A가 **name = Kim**을 내려쓰고 항목을 B로 보낸다.
@509ms B는 항목을 메모리에만 가지고 *확인 응답*을 보낸다. 여기서 확인 응답은 **받았다**는 뜻이다.
when c1 is told ok for name=Kim: 클라이언트 1이 “ok”를 받는다. 그 쓰기는 디스크 하나에만 있다.
when B is back: A와 B가 죽는다. B가 먼저 재시작하지만 Kim은 없다. 아직 내려쓰지 않았기 때문이다.
when B leads: B가 승격된다.
when A loses Kim: 돌아온 A는 B를 따라야 하므로 Kim의 마지막 복사본을 버린다. 확인 응답이 “저장했다”는 뜻이었다면, 클라이언트 1은 B가 내려쓴 뒤에야 “ok”를 받았을 것이다.
source PostgreSQL 매뉴얼, “Synchronous Replication”: synchronous_commit = remote_write.
