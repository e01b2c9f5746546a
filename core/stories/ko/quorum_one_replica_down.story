title 복제 서버 하나가 죽어도 정족수는 찬다
when c1 is told ok for cart=milk: 복제 서버 셋이 **cart**를 가진다. 쓰기는 응답이 w = 2개, 읽기는 r = 2개 모여 *정족수*가 차기를 기다린다.
when C is down: **C**가 죽는다.
when c1 is told ok for cart=flour: A와 B가 **flour**를 저장한다. 응답 둘이면 충분하다.
when C is back: C가 옛 값 **milk**를 가지고 돌아온다.
when c2 reads flour: 읽기는 응답 둘을 기다린다. 어떤 둘을 골라도 하나는 그 쓰기를 저장했다. 둘 중 더 새로운 응답이 옳다.
source 『데이터 중심 애플리케이션 설계』 5장, “읽기와 쓰기를 위한 정족수”.
