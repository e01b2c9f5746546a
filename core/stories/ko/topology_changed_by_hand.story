title 사람이 토폴로지를 바꾼다
when B is down: 리더 셋의 원형 토폴로지에서 **B**가 죽는다.
when c1 is told ok: **A**에서 확인된 쓰기가 B에서 멈춘다.
when c2 reads nothing: **C**에는 아무것도 오지 않는다.
@210ms 관리자가 모든 리더가 서로에게 보내도록 바꾼다.
when C has one: C는 다음 *하트비트*를 받고 A의 항목이 빠진 것을 알아 요청한다.
source 『데이터 중심 애플리케이션 설계』 5장, “다중 리더 복제 토폴로지”.
