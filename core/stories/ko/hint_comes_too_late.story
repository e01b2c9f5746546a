title 힌트를 맡아 두는 시간보다 오래 죽어 있다
when C is down: **C**가 죽는다.
when c1 is told ok for cart=flour: B와 D가 클라이언트 1의 쓰기를 저장한다. 응답 둘이면 충분하다.
@114ms **B**가 C 몫의 *힌트*를 맡는다. C 몫의 새 힌트는 250 ms 동안만 맡는다. 끝없이 쌓이면 B의 디스크가 가득 찬다.
@544ms C가 답하지 않은 지 250 ms가 넘었다. B는 두 번째 쓰기의 힌트를 맡지 않는다.
when C is back: C가 옛 값을 가지고 돌아온다.
@724ms C가 첫 번째 쓰기를 B에게서 받는다. 두 번째 쓰기의 힌트를 가진 노드도, 읽는 클라이언트도 없다. C는 계속 뒤처져 있다.
source Apache Cassandra 매뉴얼, “Hints”: max_hint_window를 넘기면 복구(repair)를 실행해야 한다.
