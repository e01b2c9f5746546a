title 뺀 상품은 돌아오지 않는다
when c2 reads milk,ham: 장바구니에 **milk**와 **ham**이 있다. 클라이언트 2는 둘을 모두 보았다.
@154ms 클라이언트 1이 ham을 빼고 그 자리에 표시를 남긴다. milk, -ham을 쓴다.
@156ms 동시에 이를 보지 못한 클라이언트 2가 **eggs**를 더한다.
when c1 reads 2 siblings: 합집합은 상품뿐 아니라 표시도 지킨다. 표시가 있는 상품은 장바구니에 없는 것이다.
when A has milk,-ham,eggs,tea: 클라이언트 1이 *형제 값*을 합치고 **tea**를 더한다. ham은 빠진 채로 남는다.
when c2 reads milk,-ham,eggs,tea: 이 표시가 *툼스톤*이다. 그 상품을 가진 복제 서버나 클라이언트가 남아 있을 수 있는 동안은 자리를 차지한다.
source 『데이터 중심 애플리케이션 설계』 5장, “동시에 쓴 값 병합”.
