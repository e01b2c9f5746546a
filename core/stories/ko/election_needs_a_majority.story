title 과반수가 없으면 리더도 없다
when A is down: 리더 **A**가 죽고, B와 C 사이의 링크가 양방향으로 끊긴다.
@326.434ms C는 리더가 죽었다고 보고 *임기* 2의 후보로 나서 자기에게 투표한다. 한 표를 얻었지만 두 표가 필요하다.
@336.872ms B도 똑같이 한다. 서로 소식을 듣지 못하고, 리더는 없다.
when c2 is told failed: 쓰기가 거절된다. 리더가 둘이 되는 일을 막는 대가다.
@400ms 링크가 이어진다.
when B leads: B가 임기 3의 후보로 다시 나선다. C의 한 표로 충분하다.
source Ongaro, Ousterhout, *In Search of an Understandable Consensus Algorithm* (2014), 5.2; 『데이터 중심 애플리케이션 설계』 8장, “진실은 다수결로 결정된다”.
