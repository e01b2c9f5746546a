title 쓰기를 잃는 대신 형제 값을 남긴다
@7ms 클라이언트 1은 A를 거쳐 **eggs**를, 클라이언트 2는 B를 거쳐 **milk**를 쓴다. 어느 쓰기도 다른 쓰기를 보지 못했다.
when A has milk: 쓰기에는 타임스탬프 대신 *닷(dot)*이 붙는다. A는 닷을 보고 두 쓰기가 *동시*임을 알고 둘 다 남긴다.
when c3 reads 2 siblings: 클라이언트 3이 읽고 두 값을 모두 받는다. *형제 값(sibling)*이다.
when C loses eggs: 클라이언트 3은 **tea**를 더해, 본 값을 모두 합친 값을 읽기의 인과 컨텍스트와 함께 쓴다. 이 값이 두 형제 값을 대체한다.
when c1 reads milk,eggs,tea: 값이 하나만 남고, 사라진 쓰기는 없다.
source 『데이터 중심 애플리케이션 설계』 5장, “동시에 쓴 값 병합”; Preguiça 외, *Dotted Version Vectors* (2010).
