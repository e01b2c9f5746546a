title 뒤처진 복제 서버에서 복원한다
when c1 is told ok for cart=flour: A와 B가 **flour**를 가진다. 셋 가운데 w = 2다. 죽어 있는 **C**에는 아직 **milk**가 있다.
@150ms **A**의 디스크가 고장 난다.
when A has milk: 새 디스크는 옛 값을 가진 C에서 채워진다. 확인된 쓰기는 B에만 있다. w개보다 적다.
when c2 reads milk: B에는 닿을 수 없다. 클라이언트 2가 A와 C에서 *정족수* r = 2를 채워 읽고 milk를 받는다.
when A has flour: 링크가 이어지고, *안티 엔트로피*가 flour를 되살린다.
source 『데이터 중심 애플리케이션 설계』 5장, “정족수 일관성의 한계”: 새 값을 가진 노드가 고장 나고, 옛 값을 가진 복제 서버에서 복원된다.
