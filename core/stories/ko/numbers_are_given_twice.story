title 번호를 두 번 매긴다: 남의 로우가 보인다
when c1 is told ok for users: 데이터베이스가 사용자에게 번호를 매긴다. Ann은 사용자 1이 되고, 그 번호로 **D**에 비밀을 맡긴다. D는 복제에 끼지 않는 저장소다.
when c2 is told ok for users: Bea는 사용자 2가 되고 역시 비밀을 맡긴다. A에서 나가는 링크가 끊겨, 이를 아는 팔로워는 없다.
when B leads: A가 죽었고 **B**가 승격된다. B는 사용자 1만 안다.
when c3 is told ok for users: B는 거기서부터 번호를 매긴다. Cas도 사용자 2가 된다.
when c3 reads bea: Cas가 사용자 2의 비밀을 찾자 Bea의 비밀이 보인다.
source 『데이터 중심 애플리케이션 설계』 5장, “리더 장애: 장애 복구”: 2012년 9월 GitHub에서 일어난 사고.
