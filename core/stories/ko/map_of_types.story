title 프로필: 필드마다 병합하는 맵
when B has {bg:light}: 프로필은 맵이고, 필드마다 타입이 따로 있다. 배경(**bg**)은 레지스터다.
@50ms 링크가 끊긴다.
when A has {bg:dark}: 클라이언트 1이 **A**에서 배경을 바꾼다.
when B has {cart:{milk}}: 클라이언트 2는 **B**에서 장바구니를 추가하고 배경을 지운다.
when A has {bg:dark,cart:{milk}}: 둘이 합쳐졌다. 삭제는 자기가 본 배경 light만 지우고 새 배경은 남긴다.
source Brown et al., *Riak DT Map*, 2014; 『데이터 중심 애플리케이션 설계』 5장, “자동 충돌 해소”.
