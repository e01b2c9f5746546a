title 시계와 시드를 구문과 함께 보낸다
@54ms **A**가 자기 시계 54 ms에 구문을 실행하고 난수를 하나 뽑는다.
@58ms 항목에는 구문과 시각 54, 난수의 시드가 있다.
@69ms **B**와 **C**는 A의 시각과 A의 시드로 구문을 다시 실행한다.
@128ms 클라이언트 1이 A에서 시각과 난수를 읽는다.
@158ms 클라이언트 2가 B에서 읽은 것도 같다.
try UUID()를 써 보자. 어떤 시드로도 정해지지 않는다.
source MySQL 8.4 매뉴얼 19.2.1.3, “Determination of Safe and Unsafe Statements in Binary Logging”.
