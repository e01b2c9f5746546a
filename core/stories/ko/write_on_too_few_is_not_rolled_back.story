title 실패한 쓰기가 나중에 나타난다
@100ms **A**에서 B와 C로 가는 링크가 끊긴다.
when A has flour: A가 **flour**를 저장한다. 쓰기에 필요한 w = 2개 중 A 하나뿐이다.
when c1 is told unknown: 클라이언트 1은 응답이 모자란다는 답을 받는다. A는 쓰기를 되돌리지 않고 그대로 가진다.
when c2 reads flour: 링크가 이어지고, 클라이언트 2가 flour를 읽는다.
when c3 reads milk: 더 나중에 다른 곳에서 읽은 클라이언트 3은 **milk**를 받는다.
source 『데이터 중심 애플리케이션 설계』 5장, “정족수 일관성의 한계”: w개보다 적은 복제 서버에서 성공한 쓰기는 되돌려지지 않는다.
