title w + r ≤ n: 정족수가 겹치지 않을 수 있다
when c1 is told ok for cart=flour: *정족수*가 w = 1이면 복제 서버 하나만 받아도 쓰기가 끝난다. **A**가 **flour**를 저장하고 클라이언트 1은 “ok”를 받는다.
when c1 reads milk: r = 1이면 복제 서버 하나만 답해도 읽기가 끝난다. **C**가 **milk**라고 답한다. 클라이언트 1은 자기가 쓴 값을 찾지 못한다.
when C has flour: C는 A가 보낸 지 40 ms 뒤에 flour를 저장한다. 읽기가 이를 기다릴 이유는 없었다.
when c1 reads flour: 나중에 읽으면 찾는다. 이 설정은 덜 약속하는 대신 빠르다. 복제 서버 하나의 응답이면 된다.
source 『데이터 중심 애플리케이션 설계』 5장, “정족수 일관성의 한계”.
