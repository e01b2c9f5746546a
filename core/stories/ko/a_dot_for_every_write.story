title 쓰기마다 닷 하나: 형제 값이 늘지 않는다
when A has b1: 두 클라이언트가 *코디네이터* A에 번갈아 쓴다. 저마다 자기 마지막 쓰기의 응답에서 이어 가므로, 늘 상대의 쓰기 하나만큼 뒤처진다.
when A loses a1: 값마다 그 쓰기의 *닷(dot)*이 붙는다. A:3은 A가 코디네이터로서 받은 세 번째 쓰기다. 클라이언트 1은 A:1을 보았으므로, 새 값은 그 값만 대체한다.
when A has b4: 쓰기 여덟 번 뒤에도 A에는 값이 둘뿐이다.
when c1 reads 2 siblings: 클라이언트마다 마지막 값 하나씩 남는다.
source Almeida 외, *Scalable and Accurate Causality Tracking for Eventually Consistent Stores* (2014); 2.0 버전부터의 Riak.
