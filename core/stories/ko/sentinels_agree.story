title 센티널은 합의한 뒤에 움직인다
@20ms **C**, **D**, **E**는 *센티널*이다. 데이터를 갖지 않고 지켜본다. 리더 A에서 C로 가는 링크가 끊긴다.
@300ms C가 A를 죽었다고 본다. *주관적* 판단이다. 다른 센티널에 묻지만 이들은 아직 A의 소식을 듣는다. 아무 일도 일어나지 않는다.
when A is down: A가 죽는다.
@520ms 센티널 둘이 A를 죽었다고 본다. 둘이면 *정족수*다. A는 *객관적*으로 죽었다.
when B leads: 센티널들이 자기들 가운데 D를 선출했고, D가 **B**를 *임기* 2의 리더로 세운다.
when A is back: A가 돌아온다. 곧 B를 따르라는 말을 듣는다.
source Redis 매뉴얼, “High availability with Redis Sentinel”: SDOWN과 ODOWN, 정족수, 센티널 선출.
