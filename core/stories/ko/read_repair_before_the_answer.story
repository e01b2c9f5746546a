title 응답하기 전의 읽기 복구
when A has 14A: **14A**의 쓰기가 **A**에만 닿았다.
@130ms 클라이언트 2가 A를 거쳐 읽는다. B가 옛 값으로 답하므로, A는 클라이언트에 답하기 전에 B에 새 값을 쓴다. **응답 전** *읽기 복구*다.
when B has 14A: 이제 A와 B가 모두 14A를 가진다.
when c2 reads 14A: 클라이언트 2가 14A를 받는다. 복구에 20 ms가 걸렸다. 복제 서버가 서로 다를 때마다 읽기가 느려진다.
when c3 reads 14A: 그 뒤에 시작한 클라이언트 3은 B와 C에 묻고, B에서 14A를 찾는다.
source 『데이터 중심 애플리케이션 설계』 9장, “선형성과 정족수”: 읽는 쪽은 결과를 돌려주기 전에 복구해야 한다; Attiya, Bar-Noy, Dolev, *Sharing Memory Robustly in Message-Passing Systems* (1995).
