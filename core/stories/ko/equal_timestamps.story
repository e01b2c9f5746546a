title 타임스탬프가 같으면 더 큰 값이 이긴다
@4ms **milk**는 A에, **eggs**는 B에 같은 마이크로초에 닿는다. 타임스탬프로는 어느 쓰기가 더 새로운지 알 수 없다.
@16ms 복제 서버가 모두 같은 쓰기를 골라야 한다. 그러지 않으면 복제 서버들이 영영 달라진다. 정렬했을 때 뒤에 오는 값이 이긴다. B는 milk를 받고, A는 milk를 지킨다.
when c2 is told ok: 두 클라이언트 모두 “ok”를 받는다.
when C loses eggs: milk가 마지막으로 C에 닿고, 거기서도 이긴다.
when c2 reads milk: 모든 복제 서버가 일치한다. 모두가 같은 규칙을 쓴다면 다른 규칙이어도 된다.
source Apache Cassandra, `Cells.resolveRegular`: 타임스탬프가 같으면 툼스톤이 이기고, 그다음에는 더 큰 값이 이긴다.
