title 클라이언트가 직접 복제 서버에 요청한다
@0ms 클라이언트 1의 라이브러리는 *링*을 안다. **cart**를 세 노드에 직접 보낸다. 클라이언트 2는 **E**에 요청하고, E가 이를 넘긴다.
when c1 is told ok for cart=milk: 20 ms 만에 두 노드가 클라이언트 1에 답했다.
when c2 is told ok: E를 거치면 40 ms가 걸린다. E로, 다시 세 노드로 갔다가 되돌아온다.
when c1 is told ok for cart=flour: 쓰기의 타임스탬프도 *코디네이터*가 붙인다. 여기서는 클라이언트의 시계다. 시계가 틀린 휴대전화 하나면 *최종 쓰기 승리*가 틀어진다.
when C has flour: 그동안 C는 죽어 있었다. 다음 읽기 뒤에 라이브러리가 C를 복구한다.
source Dynamo 논문, 6.4절 “Client-driven or Server-driven Coordination”; 『데이터 중심 애플리케이션 설계』 5장, “리더 없는 복제”.
