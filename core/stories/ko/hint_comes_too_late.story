title 힌트가 만료된다
when C is down: **C**가 죽는다.
when c1 is told ok for cart=flour: B와 D가 클라이언트 1의 쓰기를 저장한다. 응답 둘이면 충분하다.
@124ms **A**가 C 몫의 힌트를 맡는다. 길어야 250 ms다. 끝없이 쌓이면 A의 디스크가 가득 찬다.
@424ms C는 답이 없다. 힌트가 만료된다.
when C is back: C가 옛 값을 가지고 돌아온다. C 몫의 힌트를 가진 노드도, 읽는 클라이언트도 없다. C는 계속 뒤처져 있다.
source Apache Cassandra 매뉴얼, “Hints”: max_hint_window를 넘기면 복구(repair)를 실행해야 한다.
