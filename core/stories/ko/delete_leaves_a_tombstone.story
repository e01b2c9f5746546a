title 삭제는 툼스톤을 남긴다
when C is down: **C**가 **milk**를 가진 채 죽는다.
@74ms 클라이언트 1이 **cart**를 삭제한다. 삭제도 쓰기다. 값보다 새로운 *툼스톤*(†)을 쓴다.
when c1 is told ok for cart: A와 B가 툼스톤을 가진다.
when C is back: C가 milk를 가지고 돌아온다. 툼스톤이 없다면 이제 milk는 A와 B가 놓친 쓰기처럼 보일 것이다.
when C loses milk: 복제 서버가 트리를 비교하고, C는 툼스톤을 다른 쓰기와 똑같이 받는다.
when c2 reads nothing: cart는 삭제된 채로 남는다.
source 『데이터 중심 애플리케이션 설계』 5장, “동시에 쓴 값 병합”; Cassandra 매뉴얼, “Compaction and tombstones”.
