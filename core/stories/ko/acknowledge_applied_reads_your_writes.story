title 적용한 뒤에 응답하면 자신이 쓴 내용을 읽는다
@34ms B가 항목을 저장했다. A는 아직 답하지 않는다. 여기서 *확인 응답*은 B가 항목을 **적용했다**는 뜻이다.
when B has milk: B는 항목이 도착한 지 60 ms 뒤에 적용하고 확인 응답을 보낸다.
when c1 is told ok for cart=milk: 클라이언트 1은 요청하고 98 ms 뒤에 “ok”를 받는다. 저장만 기다렸다면 38 ms가 걸렸을 것이다.
when c1 reads milk: B에서 읽고 자기가 쓴 값을 찾는다. 느린 쓰기를 대가로 *자신이 쓴 내용 읽기*를 얻었다. 이 약속은 B에만 해당한다. 쓰기가 기다리지 않는 팔로워는 여전히 뒤처져 있을 수 있다.
source PostgreSQL 매뉴얼, “Synchronous Replication”: synchronous_commit = remote_apply; 『데이터 중심 애플리케이션 설계』 5장, “자신이 쓴 내용 읽기”.
