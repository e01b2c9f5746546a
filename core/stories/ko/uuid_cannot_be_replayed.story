title UUID()는 다시 실행할 수 없다
@54ms **A**가 구문을 실행한다. **UUID()**는 다른 노드가 뽑지 않는 텍스트다.
@58ms 시계와 시드를 함께 보내지만 UUID()는 어느 쪽으로도 정해지지 않는다.
@69ms **B**와 **C**가 구문을 다시 실행한다. 저마다 다른 텍스트를 뽑는다.
@128ms 클라이언트 1이 A에서 토큰을 읽는다.
@158ms 클라이언트 2가 B에서 읽은 토큰은 다르다. 같은 장바구니의 이름이 셋이 되었다.
try 리더가 값을 보내게 하거나, 안전하지 않은 구문 대신 로우를 보내게 해 보자.
source MySQL 8.4 매뉴얼 19.2.1.3, “Determination of Safe and Unsafe Statements in Binary Logging”.
