title 별 모양 토폴로지가 허브를 잃는다
when D has one: 모든 쓰기는 허브 **A**를 거친다. B에서 A로, A에서 C와 D로 간다.
when A is down: 허브가 죽는다.
when c2 is told ok: 다른 리더는 여전히 쓰기를 받는다.
when c1 reads two: 리더마다 자기가 받은 쓰기만 있고 점점 달라진다.
when D has three: 허브가 돌아왔다. 두 쓰기가 허브에서 만나 충돌하고, *최종 쓰기 승리* 규칙에 따라 타임스탬프가 더 늦은 쓰기가 남는다.
source 『데이터 중심 애플리케이션 설계』 5장, “다중 리더 복제 토폴로지”.
