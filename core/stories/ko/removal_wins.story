title 회원 목록: 삭제가 추가를 이긴다
when B has {Kim}: Kim은 양쪽에서 회원이다.
@100ms 링크가 끊긴다.
when A loses {Kim}: **A**에서 Kim을 내보낸다. 삭제했다는 표시인 *툼스톤*이 남는다.
when c2 is told ok: **B**에서는 누군가 Kim을 다시 추가한다. 삭제한 것을 모른다.
when B loses {Kim}: 삭제 표시가 B에 도착했다. 추가할 때 이 표시를 보지 못했으므로 삭제가 이긴다.
source 『데이터 중심 애플리케이션 설계』 5장, “자동 충돌 해소”.
