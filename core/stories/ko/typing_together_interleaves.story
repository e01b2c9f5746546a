title 두 사람이 동시에 입력한 낱말이 섞인다
when A has t: 클라이언트 1이 **A**에서 입력한다. 알고리즘은 Logoot다. 새 글자는 양옆 글자의 번호 사이에서 번호를 받는데, 여기서는 빈 문서의 첫 번호다.
when B has m: 클라이언트 2도 동시에 **B**에서 입력하고, 글자가 같은 번호를 받는다. 둘을 구별하는 것은 기기 이름뿐이다.
when A has tea: 다음 글자는 A에서도 B에서도 바로 다음 번호를 받는다. 두 낱말이 같은 틈에서 번호를 가져가는 셈이다.
when c1 reads tmeialk: 번호 순서로 늘어놓으면 두 낱말이 **한 글자씩 섞인다**. *수렴*과 *지속성*은 지켜진다. 복사본은 같고 잃은 글자도 없다. 두 사람이 잃은 것은 자기 낱말이다.
when c2 reads tmeialk: 그러니 문서는 복사본이 같은 것만으로는 모자란다. “두 사람이 한 문서에 입력한다”에서는 똑같이 입력해도 **teamilk**가 된다. Fugue는 글자마다 어느 글자 뒤에 입력했는지 기억한다.
try “병합하는 문서의 새 글자” 설정을 Fugue로 바꾸고 다시 시작한다.
source Weiss, Urso, Molli, *Logoot*, 2009; Kleppmann, Gomes, Mulligan, Beresford, *Interleaving Anomalies in Collaborative Text Editors*, 2019; Weidner, Kleppmann, *The Art of the Fugue*, 2023.
