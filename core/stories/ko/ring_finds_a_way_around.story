title 죽은 리더를 우회해 원형 토폴로지가 이어진다
when B is down: **B**가 죽는다. **A**는 B에만 로그를 보내고 있었다.
when c1 is told ok: A가 쓰기를 받아 B로 보낸다.
when c2 reads nothing: C에는 아무것도 오지 않았다.
when C has one: B가 60 ms 동안 *하트비트*에 응답하지 않았다. A는 B를 의심하고 그다음 리더에 보낸다. C는 로그 전체를 요청하고, 이미 가진 것은 건너뛴다.
when B has one: B가 다시 응답하면 A는 전처럼 B에 보낸다.
source 『데이터 중심 애플리케이션 설계』 5장, “다중 리더 복제 토폴로지”.
