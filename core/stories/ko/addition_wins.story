title 장바구니: 추가가 삭제를 이긴다
when B has {milk}: 장바구니는 집합이다. 두 기기에 우유가 있고, 추가할 때 붙은 *닷(dot)*은 A:1이다.
@100ms 두 기기 사이의 링크가 끊긴다.
when A loses {milk}: 클라이언트 1이 우유를 뺀다. A가 본 닷인 A:1만 지운다.
when c2 is told ok: 클라이언트 2는 우유를 다시 넣는다. 이 추가에는 새 닷 B:1이 붙는다.
when A has {milk}: 두 기기가 서로의 변경을 받았다. A:1은 지워졌고 B:1은 남았다. 추가가 이긴다.
when c1 reads {milk}: 두 값의 합집합을 남기는 장바구니와 달리, 빼고 다시 넣지 않은 상품은 되살아나지 않는다.
source Shapiro et al., *A Comprehensive Study of Convergent and Commutative Replicated Data Types*, 2011; 『데이터 중심 애플리케이션 설계』 5장, “자동 충돌 해소”.
