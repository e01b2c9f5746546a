title 두 클라이언트와 장바구니 하나
when c1 is told ok for cart=milk: 복제 서버 하나, 클라이언트 둘, **cart** 하나다. 응답마다 클라이언트에게 모든 값과 그 버전을 알려 준다. 클라이언트는 다음 쓰기에 그 버전을 실어 보낸다.
when A has eggs: 클라이언트 2가 **milk**를 보지 못한 채 **eggs**를 쓴다. 복제 서버는 둘 다 *형제 값*으로 남긴다.
when A has milk,flour: 클라이언트 1이 milk의 버전과 함께 **flour**를 더한다. 복제 서버는 milk를 대체하고 eggs를 남긴다. 쓴 쪽이 본 것만 버린다.
when A has eggs,milk,ham: 클라이언트 2는 eggs와 milk를 보았다. 둘을 합치고 **ham**을 더한다.
when c2 reads 2 siblings: 값이 둘 남는다. 하나는 milk, flour, eggs, bacon이고 다른 하나는 eggs, milk, ham이다. 잃은 상품은 없다.
source 『데이터 중심 애플리케이션 설계』 5장, “이전 발생 관계 파악하기”, 그림 5-13.
