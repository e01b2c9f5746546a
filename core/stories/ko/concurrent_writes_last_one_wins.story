title 동시에 쓴 값 둘: 최종 쓰기 승리
@7ms 클라이언트 1은 A를 거쳐 **eggs**를, 클라이언트 2는 B를 거쳐 **milk**를 쓴다. 서로를 모르므로 *동시* 쓰기다.
@12.793ms eggs가 B에 닿는다. B에는 타임스탬프가 더 큰 milk가 있어 eggs를 무시한다.
when A loses eggs: milk가 A에 닿아 eggs를 밀어낸다.
when c1 is told ok for cart=eggs: 클라이언트 1은 어느 복제 서버에도 남아 있지 않은 쓰기에 “ok”를 받는다.
when c1 reads milk: 복제 서버들은 서로 일치하고, 이 설정의 약속은 깨지지 않았다. 쓰기를 잃어서는 안 되는 곳에 *최종 쓰기 승리*는 맞지 않는다.
source 『데이터 중심 애플리케이션 설계』 5장, “최종 쓰기 승리(동시 쓰기 버리기)”.
