title 디스크를 잃은 리더
@65ms A에서 C로 가는 링크가 끊긴 동안 클라이언트 1이 A에 Kim을 쓴다. B는 받고 C는 받지 못한다.
@100ms 죽은 A가 디스크를 잃는다. 로그도, 카운터도, 로우도 사라진다.
@200ms A가 **A/2**라는 새 이름으로 돌아와 다른 리더에 로우를 요청한다.
when A has Kim: B에 Kim이 있었다. C는 받은 적이 없으므로 A가 다시 보낸다.
@260ms 클라이언트 1이 A에 flour를 쓴다. A/2의 새 쓰기이므로 B와 C는 A의 옛 쓰기로 착각하지 않는다.
when c2 reads Kim: 이제 C에도 있다.
source Riak 문서, “Causal Context”: vnode id.
