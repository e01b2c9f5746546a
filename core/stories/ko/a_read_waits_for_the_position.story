title 복제 서버가 따라잡을 때까지 읽기가 기다린다
when c1 is told ok: 리더 **A**는 쓰기가 로그에서 차지한 위치 1을 함께 답한다. 클라이언트 1은 이를 기억한다.
@34ms 클라이언트 1이 **C**에서 읽으면서 이 위치를 함께 보낸다. C는 아직 아무것도 적용하지 않았으므로 읽기가 거기서 기다린다.
@154ms 항목이 도착한다. C는 이를 적용하고 답한다.
when c1 reads Kim: 클라이언트 1이 자기가 쓴 값을 읽는다. 기다린 시간은 120 ms다. 보장의 대가이며, 필요할 때만 치른다.
@208ms C는 이제 뒤처지지 않았고, 다음 읽기는 기다리지 않는다.
source 『데이터 중심 애플리케이션 설계』 5장, “자신이 쓴 내용 읽기”. MongoDB, “Causal Consistency and Read and Write Concerns”: afterClusterTime.
