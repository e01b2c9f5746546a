title 이전 리더의 쓰기를 따로 보관한다
when c1 is told ok for name=Kim: B가 항목을 받기 전에 클라이언트 1은 **name = Kim**에 “ok”를 받는다.
when B leads: A가 죽었다. B가 Kim 없이 승격된다.
when A is back: A가 돌아온다. B에 없는 항목을 가지고 있다.
when A loses Kim: A는 그 항목을 버리지 않는다. *따로 보관*해 사람이 찾아보고 결정하게 한다.
when c1 reads nothing: 읽는 쪽에서 보면 쓰기는 여전히 사라졌다. 수동으로 되돌려 넣으면 그 뒤에 쓴 값을 덮어쓸 수 있다.
source MongoDB 매뉴얼, “Rollbacks During Replica Set Failover”: 롤백 파일.
