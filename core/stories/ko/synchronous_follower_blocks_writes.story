title 동기식 팔로워가 죽으면 아무도 쓰지 못한다
when c1 is told ok for cart=milk: 복제가 *동기식*이다. 모든 쓰기는 **B**를 기다리고, 다른 팔로워가 그 자리를 대신하지 않는다.
when B is down: B가 죽는다.
when C has flour: 다음 쓰기 **flour**는 A와 C의 로그에 있다. 클라이언트 1은 아무 응답도 받지 못한다. 쓰기가 B를 기다린다.
when c1 is told unknown: 150 ms가 지나자 클라이언트 1이 포기한다. 쓰기의 결과는 *알 수 없음*이다.
when B has flour: B가 돌아와 따라잡고 항목에 확인 응답을 보낸다.
when c2 reads flour: 쓰기는 결국 반영됐다. “알 수 없음”은 “실패”가 아니었다.
source 『데이터 중심 애플리케이션 설계』 5장, “동기식 대 비동기식 복제”: 노드 하나의 장애가 전체 시스템을 멈춘다; 8장, “타임아웃과 기약 없는 지연”.
