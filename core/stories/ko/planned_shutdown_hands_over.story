title 계획된 종료는 리더 자리를 넘겨준다
@60ms 리더 **A**에 종료 지시가 온다. A는 더는 쓰기를 받지 않고, 팔로워 하나가 로그를 모두 가질 때까지 기다린다. **flour**가 아직 B로 가는 중이다.
when c1 is told failed: 클라이언트 1의 쓰기는 곧 멈출 리더에 닿아 거절된다.
when B leads: **B**가 로그를 모두 가졌다. A가 자리를 넘기고, B가 *임기* 2의 리더가 된다.
when A is down: A는 새 리더의 소식을 듣고 멈춘다.
when c1 is told ok for cart=eggs: B가 쓰기를 받는다. 계획된 인계에서는 아무것도 잃지 않는다.
source Ongaro, *Consensus: Bridging Theory and Practice* (2014), 3.10, “Leadership transfer extension”. 『데이터 중심 애플리케이션 설계』 5장, “리더 장애: 장애 복구”는 물어볼 수 없는 리더를 다룬다.
