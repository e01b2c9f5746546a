title 읽기 복구는 읽은 것만 고친다
when C is down: **C**가 죽는다.
when c1 is told ok for name=Lee: 그동안 **cart**와 **name**에 쓴다. C는 두 쓰기를 모두 놓친다.
when C is back: C가 돌아오지만 두 키 모두 뒤처져 있다.
@293.744ms 클라이언트 2가 **A**를 거쳐 cart를 읽는다. C가 A보다 오래된 값으로 답하므로, A가 C에 새 값을 보낸다. *읽기 복구*다.
when c2 reads flour: 클라이언트는 최신 값을 받는다.
when C has flour: C의 cart가 복구된다. name은 읽은 클라이언트가 없어 C에서 그대로다. 읽기 복구는 읽은 것만 고친다.
source 『데이터 중심 애플리케이션 설계』 5장, “읽기 복구와 안티 엔트로피”.
