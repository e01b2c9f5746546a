title 남은 팔로워가 없으면 리더 혼자 계속한다
when c1 is told ok for cart=milk: 쓰기는 하나뿐인 팔로워 **B**를 기다린다.
when B is down: B가 죽는다.
@164ms A는 100 ms를 기다렸고, 남은 팔로워가 없다. **계속하기**로 설정되어 있으므로 **flour**에 “ok”라고 답하고 더는 기다리지 않는다.
when c1 is told ok for cart=eggs: 세 번째 쓰기는 아무 팔로워도 기다리지 않는다. flour와 **eggs**는 A의 디스크에만 있다.
when B has eggs: B가 돌아와 따라잡았다. 그동안 복제는 이름만 *반동기식*이었다.
when c1 is told ok for cart=tea: 쓰기가 다시 B를 기다린다.
source MySQL 매뉴얼, “Semisynchronous Replication”: rpl_semi_sync_source_timeout.
