title 다섯 노드가 링에서 키를 나눠 갖는다
@4ms 키마다 *링* 위에 자리가 있고, 거기서부터 이어지는 노드 n = 3개가 *선호 목록*이다. **cart**는 B, C, D에 있다. **E**는 *코디네이터*일 뿐이라 쓰기를 이 셋에 보낸다.
@14ms **seat**은 A, B, C에 있다. 이번에는 코디네이터 **A** 자신이 그중 하나다.
when c1 is told ok: E는 세 노드 중 w = 2개가 쓰기를 받으면 답한다.
when c1 reads 12C: 어느 노드나 읽기의 코디네이터가 될 수 있다. 클라이언트 1이 E를 거쳐 seat을 읽는다.
try 노드를 하나 합류시켜 보자. 링에서 그 노드의 자리 옆에 있는 키만 옮겨진다.
source Dynamo 논문, 4.2절 “Partitioning Algorithm”, 4.3절 “Replication”.
