//! Texts of the page around the cluster.

use super::words::time;
use replicarium::time::Instant;

pub fn saved(title: &str, acts: u32) -> String {
    format!("지난번에 “{title}”에서 {acts}가지 조작을 했다.")
}

pub const fn switch() -> (&'static str, &'static str) {
    ("한국어", "한국어로 보기")
}

pub fn undoing(button: &str, edit: &str) -> String {
    format!("{button}: {}", edit.trim_end_matches('.'))
}

pub fn branch(number: usize, at: Instant) -> String {
    format!("갈래 {number}, {}", time(at.0))
}

pub fn run(steps: u32, property: &str, group: &str, setting: &str) -> String {
    format!("✕ {steps}단계: {property}, {group}: {setting}")
}

/// The phrases of the table of what breaks. Headings and settings consist of them.
const PHRASES: [(&str, &str); 69] = [
    ("Single leader", "단일 리더"),
    ("Multi-leader", "다중 리더"),
    ("Leaderless", "리더 없음"),
    ("asynchronous", "비동기식"),
    ("semi-synchronous", "반동기식"),
    ("synchronous", "동기식"),
    ("synchronous, acknowledged when applied", "동기식, 적용한 뒤 확인"),
    ("acknowledged by a majority", "과반수가 확인"),
    ("reads from the leader", "리더에서 읽기"),
    ("reads from any replica", "아무 복제 서버에서 읽기"),
    ("each client reads from its own follower", "클라이언트마다 자기 팔로워에서 읽기"),
    ("each client at its own leader", "클라이언트마다 자기 리더"),
    ("a ring of leaders", "원형 토폴로지"),
    ("a ring", "원형 토폴로지"),
    ("a star of leaders", "별 모양 토폴로지"),
    ("writes are delivered after their causes", "원인이 되는 쓰기 뒤에 적용"),
    ("concurrent writes are kept as siblings", "동시 쓰기를 형제 값으로 남김"),
    (
        "of concurrent writes, that of the highest replica is kept",
        "동시 쓰기 가운데 이름이 가장 뒤인 복제 서버의 쓰기만 남김",
    ),
    ("a handler makes the union of concurrent values", "핸들러가 동시에 쓴 값의 합집합을 만듦"),
    (
        "a handler joins concurrent values in the order of their arrival",
        "핸들러가 동시에 쓴 값을 도착한 순서대로 이음",
    ),
    ("conflicts are detected before a write is acknowledged", "쓰기를 확인하기 전에 충돌을 감지"),
    ("the next leader is elected by a majority", "다음 리더는 과반수가 선출"),
    ("the next leader is elected by one", "다음 리더도 과반수가 선출"),
    (
        "the next leader is elected by one, and nothing stops the old one",
        "다음 리더도 과반수가 선출, 옛 리더를 막지 않음",
    ),
    ("the next leader is chosen by a person", "다음 리더는 사람이 지정"),
    (
        "the next leader is chosen by a person, and nothing stops the old one",
        "다음 리더는 사람이 지정, 옛 리더를 막지 않음",
    ),
    ("the next leader is chosen by a controller", "다음 리더는 제어 노드가 지정"),
    ("the next leader is chosen by three sentinels", "다음 리더는 센티널 셋이 지정"),
    (
        "a controller switches the old leader off, and promotes the next one when it is off",
        "제어 노드가 옛 리더의 전원을 끄고, 꺼진 것을 확인한 뒤 다음 리더를 지정",
    ),
    (
        "a controller switches the old leader off, and promotes the next one at once",
        "제어 노드가 옛 리더의 전원을 끄면서 다음 리더를 바로 지정",
    ),
    ("any coordinator", "아무 코디네이터"),
    ("nodes join", "노드가 합류"),
    (
        "nodes join, and answer before they have the rows",
        "노드가 합류, 로우를 받기 전에 읽기에 답함",
    ),
    ("A's clock is 50 ms ahead", "A의 시계가 50 ms 빠름"),
    ("last write wins", "최종 쓰기 승리"),
    ("siblings by version vector", "버전 벡터로 형제 값 유지"),
    ("siblings by dot", "닷(dot)으로 형제 값 유지"),
    ("sloppy quorum", "느슨한 정족수"),
    ("repair before the answer", "응답 전 복구"),
    ("repair after the answer", "응답 후 복구"),
    ("knobs crossed", "설정 조합"),
    ("Single leader, reads by a rule", "단일 리더, 규칙에 따른 읽기"),
    (
        "each client reads from one replica until that times out",
        "클라이언트마다 늘 같은 복제 서버에서 읽기, 타임아웃되면 다음 서버",
    ),
    (
        "each client reads from its nearest replica, which follows",
        "클라이언트마다 가장 가까운 팔로워에서 읽기",
    ),
    (
        "reads of x from the leader, others from any replica",
        "x는 리더에서, 나머지는 아무 복제 서버에서 읽기",
    ),
    (
        "reads from the leader for 100 ms after a write, then from any replica",
        "쓴 뒤 100 ms 동안은 리더에서, 그 뒤는 아무 복제 서버에서 읽기",
    ),
    (
        "reads from any replica that has what the client wrote",
        "클라이언트가 쓴 위치까지 적용한 복제 서버에서 읽기",
    ),
    (
        "reads from any replica that has what the client wrote or read",
        "클라이언트가 쓰거나 읽은 위치까지 적용한 복제 서버에서 읽기",
    ),
    ("the next leader is elected", "다음 리더는 선출"),
    ("Single leader, statements", "단일 리더, 구문 실행"),
    ("the log has statements", "로그에 구문"),
    ("none depends on the node", "어느 노드에서나 결과가 같음"),
    ("RAND() or UUID()", "RAND() 또는 UUID()"),
    ("NOW() and RAND()", "NOW()와 RAND()"),
    ("NOW(), RAND() and UUID()", "NOW(), RAND(), UUID()"),
    ("the log has statements, with the leader's time and seed", "로그에 구문과 리더의 시각, 시드"),
    (
        "the log has statements, and rows where functions depend on the node",
        "로그에 구문, 노드에 따라 값이 다른 함수가 있으면 로우",
    ),
    ("the log has rows", "로그에 로우"),
    ("a trigger runs on followers, too", "팔로워에서도 트리거 실행"),
    ("the log has bytes of pages", "로그에 페이지의 바이트"),
    ("triggers write a change table", "트리거가 변경 테이블에 기록"),
    ("a table has no primary key", "기본 키가 없는 테이블"),
    ("Multi-leader, values that merge", "다중 리더, 병합하는 값"),
    ("what is shipped, topology and network crossed", "보내는 것, 토폴로지, 네트워크의 조합"),
    ("ships states", "상태를 보냄"),
    ("ships deltas", "델타를 보냄"),
    ("ships operations", "연산을 보냄"),
    ("all to all", "전체 연결"),
    (
        "a tenth of the messages is lost, and a tenth doubled",
        "메시지의 10분의 1은 유실, 10분의 1은 중복",
    ),
];

/// A heading or a setting of the table. Its phrases are separated by semicolons, or by a colon.
pub fn table_text(text: &str) -> String {
    let phrase = |phrase: &str| {
        // `Leaderless, n = 3, w = 1`: the name before the numbers.
        let (name, numbers) = match phrase.find(" = ").and_then(|at| phrase[..at].rfind(", ")) {
            Some(end) => (&phrase[..end], &phrase[end..]),
            None => (phrase, ""),
        };
        let known = PHRASES.iter().find(|(english, _)| *english == name);
        format!("{}{numbers}", known.map_or(name, |(_, korean)| korean))
    };
    let parts =
        text.split("; ").map(|part| part.split(": ").map(phrase).collect::<Vec<_>>().join(": "));
    parts.collect::<Vec<_>>().join("; ")
}

pub fn fingerprint(print: &str) -> String {
    format!("기록의 지문: {print}")
}

pub fn short_fingerprint(print: &str) -> String {
    format!("기록 {print}")
}

pub fn position(step: u32, steps: u32) -> String {
    format!("단계 {step} / {steps}")
}

pub fn seed(seed: u64) -> String {
    format!("시드 {seed}")
}
