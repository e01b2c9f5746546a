title 좀비: 툼스톤을 너무 일찍 지운다
when C is down: **C**가 **milk**를 가진 채 죽는다.
@74ms 클라이언트 1이 **cart**를 삭제한다. *툼스톤*이 A와 B로 간다.
@274ms 툼스톤은 자리를 차지하므로, 복제 서버는 *유예 기간*이 지나면 잊는다. 여기서는 200 ms다. C는 더 오래 죽어 있다.
when C is back: C가 milk를 가지고 돌아온다. 삭제를 기억하는 복제 서버가 없다.
when A has milk: *안티 엔트로피*는 milk를 A와 B가 놓친 쓰기로 보고 복사한다.
when c2 reads milk: 삭제한 값이 모든 곳에 되살아난다.
source Cassandra 매뉴얼, “Compaction and tombstones”: gc_grace_seconds, 그리고 그보다 오래 죽어 있던 노드에서 생기는 좀비.
