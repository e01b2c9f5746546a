title 두 사람이 한 문서에 입력한다
when A has t: **A**와 **B**는 기기이며 저마다 문서의 복사본이 있다. 클라이언트 1이 A에서 입력한 글자가 바로 보인다.
when B has m: 클라이언트 2도 동시에 B에서 입력한다. 서로의 입력을 아직 모른다.
when A has tea: 글자마다 어느 글자 뒤에 입력했는지 적혀 있다. 위치를 보내지 않으므로 어떤 순서로 도착해도 된다.
when c1 reads teamilk: 두 낱말은 섞이지 않는다. 어느 낱말이 먼저 오든 한 사람이 이어서 입력한 글자는 붙어 있다.
when B has tea+milk: 그 사이에 입력한 글자는 모든 기기에서 제자리에 들어간다.
source 『데이터 중심 애플리케이션 설계』 5장, “협업 편집”; Weidner, Kleppmann, *The Art of the Fugue*, 2023.
