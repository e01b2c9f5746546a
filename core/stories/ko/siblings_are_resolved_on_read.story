title 읽는 쪽이 충돌을 해소한다
when c2 is told ok: 두 리더가 서로 모르는 **title** 쓰기를 받는다.
when A has two: 리더는 둘 다 *형제 값(sibling)*으로 남긴다.
when c1 reads 2 siblings: 다음에 읽는 클라이언트가 둘 다 받는다. 어느 쓰기를 보았는지 알려 주는 *인과 컨텍스트*도 함께 받는다.
when c1 is told ok for title=both: 클라이언트가 값을 정해 다시 쓴다. 컨텍스트가 함께 가므로 이 두 값만 대체한다.
when c2 reads both: 사라진 쓰기는 없고, 애플리케이션이 충돌을 해소했다.
source 『데이터 중심 애플리케이션 설계』 5장, “사용자 정의 충돌 해소 로직”.
