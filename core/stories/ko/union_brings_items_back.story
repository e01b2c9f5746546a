title 합치면 뺀 상품이 되살아난다
when c2 reads milk,ham: 장바구니에 **milk**와 **ham**이 있다. 클라이언트 2는 둘을 모두 보았다.
@154ms 클라이언트 1이 ham을 뺀다. milk만 쓴다.
@156ms 동시에 이를 보지 못한 클라이언트 2가 **eggs**를 더한다.
when c1 reads 2 siblings: *형제 값*은 milk와 milk, ham, eggs다.
when A has milk,ham,eggs,tea: 클라이언트 1이 둘을 합치고 **tea**를 더한다. 합집합에는 ham이 다시 들어 있다.
when c2 reads milk,ham,eggs,tea: Amazon의 장바구니가 이랬다. 뺀 상품이 다시 나타날 수 있었다.
source 『데이터 중심 애플리케이션 설계』 5장, “동시에 쓴 값 병합”; Dynamo 논문, 4.4절.
