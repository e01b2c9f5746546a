title 저장은 적용이 아니다
@19ms **B**는 *동기식* 팔로워다. 항목을 디스크에 저장하고 확인 응답을 보낸다. 적용하는 데는 60 ms가 더 걸린다.
when c1 is told ok: 클라이언트 1이 “ok”를 받는다. 항목은 두 디스크에 있다.
when c1 reads nothing: 클라이언트 1이 B에서 읽지만 자기가 쓴 값이 없다. 읽기는 적용된 값만 돌려준다.
when B has milk: B가 항목을 적용한다. 잃은 것은 없다. 저장됐고, 아직 보이지 않았을 뿐이다.
source PostgreSQL 매뉴얼, “Synchronous Replication”: synchronous_commit = on이면 대기 서버가 디스크에 내려쓴 것을 아직 적용하지 않았을 수 있다.
