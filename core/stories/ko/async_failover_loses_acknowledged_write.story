title 장애 복구가 확인된 쓰기를 잃는다
when c1 is told ok for name=Kim: 클라이언트 1이 **name = Kim**을 쓴다. A는 B가 받기 전에 “ok”라고 답한다. 복제가 *비동기식*이기 때문이다.
when A is down: A가 죽고 B로 가는 링크도 끊긴다. B로 가던 항목은 사라진다.
when B leads: B가 승격된다. B는 Kim을 들어 본 적이 없다.
when A is back: A가 돌아온다. *임기* 2의 리더에게 없는 항목을 가지고 있다.
when A loses Kim: A는 B를 따라야 한다. 자기만 가진 항목을 버리고, Kim의 유일한 복사본도 함께 사라진다.
when c1 reads nothing: 클라이언트 1은 아무것도 찾지 못한다. “ok”는 A에 쓰기가 있다는 뜻일 뿐이었다.
source 『데이터 중심 애플리케이션 설계』 5장, “리더 장애: 장애 복구”: 복제되지 않은 이전 리더의 쓰기는 대개 폐기된다.
