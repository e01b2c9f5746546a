title 댓글이 글보다 먼저 도착한다
when c1 is told ok: 클라이언트 1이 **A**에 글을 쓴다. A에서 **C**로 가는 링크는 느리다.
when c2 reads hello: 클라이언트 2가 **B**에서 글을 읽는다.
when c2 is told ok: 그 글에 댓글을 쓴다.
when c3 reads nice: 댓글이 빠른 링크로 C에 도착했다.
when c3 reads nothing: 댓글이 달린 글은 아직 오지 않았다. 타임스탬프는 소용없다. C는 무엇이 빠졌는지 알 수 없다.
try “쓰기가 가는 길”에서 원인이 되는 쓰기 뒤에 적용하게 해 보자.
source 『데이터 중심 애플리케이션 설계』 5장, “다중 리더 복제 토폴로지”.
