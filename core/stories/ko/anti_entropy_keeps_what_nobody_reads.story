title 안티 엔트로피는 아무도 읽지 않는 값도 지킨다
when c1 is told ok: **will**(유언장)을 쓰는 동안 **C**가 죽어 있다. A와 B가 저장한다.
when C has to-Kim: 복제 서버는 60 ms마다 트리를 비교한다. 복사본 없이 돌아온 C는 읽는 클라이언트가 없어도 복사본을 받는다.
when A is back: A의 디스크가 고장 났고 새 디스크는 비어 있다.
when A has to-Kim: A는 B가 고장 나기 전에 복사본을 되찾는다.
when B is back: B의 디스크도 고장 난다. B도 같은 방식으로 채워진다.
when c2 reads to-Kim: will이 그대로 있다. *안티 엔트로피*는 아무도 읽지 않는 복사본도 돌본다.
source 『데이터 중심 애플리케이션 설계』 5장, “읽기 복구와 안티 엔트로피”: 거의 읽지 않는 값은 지속성이 떨어진다.
