title 디스크에 내려쓰지 않은 로그는 사라진다
when c1 is told ok for cart=flour: A는 **flour**를 메모리에 받고 곧바로 “ok”라고 답한다. 로그는 200 ms마다 디스크에 내려쓰고, 디스크에 있는 것만 팔로워로 보낸다.
when A is down: 다음 내려쓰기 전에 A가 죽는다.
when A is back: 30 ms 뒤에 A가 돌아온다. 로그는 마지막으로 내려쓴 곳에서 끝난다.
when c1 reads milk: 클라이언트 1이 **milk**를 읽는다. flour는 사라졌다. B로 보낸 적이 없으므로 B에서도 되찾을 수 없다.
source PostgreSQL 매뉴얼, “Asynchronous Commit”; Redis 매뉴얼, “Redis persistence”: appendfsync everysec.
