//! Names, and formats of numbers.

use super::{
    particles::{subject, topic},
    texts,
};
use crate::prose::{Asked, AskedText, Command, Field, format};
use replicarium::{
    history::Outcome,
    id::{Address, ClientId, NodeId},
    kv::{Request, Route, Value, WordError},
    mode::Mode,
    random::delay::Delay,
    scenario::story::Answer,
    session::{Costs, Rule, Session},
    sim::Change,
    time::Duration,
    view::{RingView, Role, Status},
};

pub fn client(id: ClientId) -> String {
    format!("클라이언트 {}", u32::from(id.0) + 1)
}

pub fn add_client(client: ClientId) -> String {
    format!("클라이언트 {} 추가", u32::from(client.0) + 1)
}

pub fn remove_client(client: ClientId) -> String {
    format!("클라이언트 {} 제거", u32::from(client.0) + 1)
}

pub fn routes(writes: Route, reads: Route) -> String {
    let to = |route| match route {
        Route::To(node) if node.client().is_some() => "자신".into(),
        Route::To(node) => node.to_string(),
        Route::Any => String::from("아무 노드"),
        Route::Leader => "리더".into(),
        Route::Sticky => "한 복제 서버".into(),
        Route::Nearest => "가까운 복제 서버".into(),
    };
    match writes == reads {
        true => format!("요청: {}", to(writes)),
        false => format!("쓰기: {}, 읽기: {}", to(writes), to(reads)),
    }
}

/// A node, or the client whose library coordinates.
pub fn node(id: NodeId) -> String {
    id.client().map_or_else(|| id.to_string(), client)
}

pub fn address(address: Address) -> String {
    match address {
        Address::Node(node) => node.to_string(),
        Address::Client(id) => client(id),
        Address::Switch(node) => format!("{node}의 전원 스위치"),
    }
}

pub fn centre(ring: Option<&RingView>, node: NodeId) -> Option<&'static str> {
    texts().centres.get(usize::from(ring?.centre(node)?)).copied()
}

pub const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::SingleLeader => "단일 리더",
        Mode::MultiLeader => "다중 리더",
        Mode::Leaderless => "리더 없음",
    }
}

pub const fn hint(mode: Mode) -> &'static str {
    match mode {
        Mode::SingleLeader => "리더를 죽여 보자. 쓰기는 실패하지만 읽기는 계속된다.",
        Mode::MultiLeader => "두 리더 사이의 링크를 끊어 보자. 둘 다 계속 쓰기를 받는다.",
        Mode::Leaderless => {
            "복제 서버 하나를 죽여 보자. 나머지가 충분히 응답하면 클라이언트는 알아채지 못한다."
        }
    }
}

pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Leader => "리더",
        Role::Follower => "팔로워",
        Role::Replica => "복제 서버",
        Role::Candidate => "후보",
        Role::Controller => "제어 노드",
        Role::Sentinel => "센티널",
        Role::Outside => "외부 저장소",
        Role::Consumer => "소비자",
    }
}

pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Running => "실행 중",
        Status::Crashed => "죽음",
        Status::Paused => "일시정지",
        Status::Left => "클러스터에서 빠짐",
    }
}

pub const fn status_short(status: Status) -> &'static str {
    match status {
        Status::Running | Status::Crashed | Status::Paused => self::status(status),
        Status::Left => "빠짐",
    }
}

pub fn route(route: Route) -> String {
    match route {
        Route::To(node) if node.client().is_some() => "자기 라이브러리".into(),
        Route::To(node) => node.to_string(),
        Route::Any => "아무 복제 서버".into(),
        Route::Leader => "현재 리더".into(),
        Route::Sticky => "늘 같은 복제 서버".into(),
        Route::Nearest => "가장 가까운 복제 서버".into(),
    }
}

/// A rule for reads.
pub fn session(session: Session) -> String {
    let rule = match session.rule {
        Rule::Nothing => return "없음".into(),
        Rule::Own(key) => format!("{} 리더에서", topic(key)),
        Rule::LeaderFor(after) => format!("쓴 뒤 {} 동안 리더에서", time(after.0)),
        Rule::Writes => "쓴 위치까지 적용한 뒤".into(),
        Rule::Seen => "쓰거나 읽은 위치까지 적용한 뒤".into(),
    };
    if session.shared { rule + " (모든 기기)" } else { rule }
}

/// How far a follower is behind.
pub fn lags(node: NodeId, entries: u64, behind: Duration) -> String {
    format!("{} 항목 {entries}개, {} 뒤처졌다", subject(node), time(behind.0))
}

/// The number of replicas, in a line of sums.
pub fn replicas_in_all(replicas: u32) -> String {
    format!("모두 {replicas}대")
}

/// A partition of the keys, counted from 0.
pub fn partition(index: u16) -> String {
    format!("파티션 {}", index + 1)
}

/// The same, where there is little room.
pub fn partition_short(index: u16) -> String {
    format!("P{}", index + 1)
}

/// What reads have cost a client, of which at least one was answered or refused.
pub fn costs(costs: Costs) -> String {
    let Costs { reads, at_leader, redirected, waited, took } = costs;
    let each = took.0 / u64::from(reads.max(1));
    format!(
        "읽기 {reads}건에 답을 받았고 그중 {at_leader}건은 리더가 답했다. {redirected}건은 다른 복제 서버로 넘겼다. \
         복제 서버가 따라잡기를 기다린 시간 {}, 읽기 한 건에 걸린 시간 {}.",
        time(waited.0),
        time(each),
    )
}

/// A request as a noun: `cart = flour 쓰기`.
pub fn request(request: Request) -> String {
    match request {
        _ if request.is_delete() => format!("{} 삭제", request.key()),
        Request::Read(key) => format!("{key} 읽기"),
        Request::Write(key, value) => format!("{key} = {value} 쓰기"),
        Request::Insert(key) => format!("{key}의 새 로우"),
        Request::Update(key, words) => format!("“{key}: {words}”"),
        Request::Execute(_, statement)
        | Request::Query(_, statement)
        | Request::Transaction(_, statement, _) => format!("“{statement}”"),
    }
}

pub fn asked(asked: Asked) -> AskedText {
    let text =
        |before: String, value, after: &str| AskedText { before, value, after: after.into() };
    match asked {
        Asked::Read(key) => text(format!("{key} 읽기"), None, ""),
        Asked::Insert(table) => text(format!("{table}에 로우 추가"), None, ""),
        Asked::Statements(statements) => text(String::new(), Some(statements), ""),
        Asked::Write(key, value) => text(format!("{key}="), Some(value), "쓰기"),
        Asked::Update(key, words) => text(format!("{key}: "), Some(words), ""),
        Asked::Delete(key) => text(format!("{key} 삭제"), None, ""),
        Asked::Change(Change::Add, key, item) => text(format!("{key}에 "), Some(item), "추가"),
        Asked::Change(Change::Remove, key, item) => text(format!("{key}에서 "), Some(item), "빼기"),
    }
}

pub fn asked_short(asked: Asked) -> String {
    match asked {
        Asked::Read(_) => "읽기".into(),
        Asked::Insert(_) => "추가".into(),
        Asked::Statements(text) => text.as_str().split(' ').next().unwrap_or_default().into(),
        Asked::Write(_, value) | Asked::Change(_, _, value) => format!("={value}"),
        Asked::Update(_, words) => format::operation(words.as_str()).into(),
        Asked::Delete(key) => format!("{key} 삭제"),
    }
}

pub fn command(command: Command) -> String {
    match command {
        Command::Crash => "죽이기".into(),
        Command::Pause => "일시정지".into(),
        Command::Resume => "다시 실행".into(),
        Command::Restart => "재시작".into(),
        Command::Promote => "리더로 승격".into(),
        Command::HandOver => "넘기고 멈추기".into(),
        Command::ShutDown => "종료".into(),
        Command::CutOff => "고립시키기".into(),
        Command::HealLinks => "링크 모두 잇기".into(),
        Command::Cut(from, to) => format!("{} → {} 끊기", address(from), address(to)),
        Command::Heal(from, to) => format!("{} → {} 잇기", address(from), address(to)),
        Command::CutBoth => "양방향 끊기".into(),
        Command::HealBoth => "양방향 잇기".into(),
        Command::Hold => "붙잡기".into(),
        Command::Release => "놓아주기".into(),
        Command::Deliver => "바로 전달".into(),
        Command::Drop => "버리기".into(),
        Command::Duplicate => "복사".into(),
        Command::Insert(table) => format!("{table}에 로우 추가"),
        Command::Add(item, key) => format!("{key}에 {item} 추가"),
        Command::Remove(item) => format!("{item} 빼기"),
        Command::Delete(key) => format!("{key} 삭제"),
        Command::CrashNode(node) => format!("{node} 죽이기"),
        Command::RestartNode(node) => format!("{node} 재시작"),
        Command::CutLink(a, b) => format!("{a} – {b} 링크 끊기"),
        Command::HealLink(a, b) => format!("{a} – {b} 링크 잇기"),
        Command::Pick(id) => format!("{} 고르기", client(id)),
        Command::Unplug => "플러그 뽑기".into(),
        Command::PlugIn => "플러그 꽂기".into(),
        Command::Ship(to) => format!("{to}에 로그 보내기"),
        Command::StopShipping(to) => format!("{to}에 그만 보내기"),
    }
}

/// A list of names: `A, B, C`.
pub fn list(names: &[NodeId]) -> String {
    format::nodes(names, ", ")
}

pub fn time(micros: u64) -> String {
    format::time(micros, "초")
}

pub fn skew(micros: i64) -> String {
    let by = time(micros.unsigned_abs());
    match micros {
        0 => "정확함".into(),
        1.. => format!("{by} 빠름"),
        _ => format!("{by} 느림"),
    }
}

/// Parts per million as a percentage: `2.5%`.
pub fn percent(ppm: u32) -> String {
    format!("{}%", format::decimal(u64::from(ppm), 10_000))
}

/// A delay distribution: `40 ms · 120 ms` is median and 99th percentile.
pub fn delay(delay: Delay) -> String {
    match delay {
        Delay::Fixed(d) => format!("항상 {}", time(d.0)),
        Delay::Uniform(a, b) => format!("{}~{}", time(a.0), time(b.0)),
        Delay::Exponential(mean) => format!("평균 {}", time(mean.0)),
        Delay::LogNormal(median, p99) | Delay::Pareto(median, p99) => {
            format!("{} · {}", time(median.0), time(p99.0))
        }
    }
}

/// A value; a tombstone is shown as deleted.
pub fn value(value: Value) -> String {
    if value.is_tombstone() { "† 삭제됨".into() } else { value.to_string() }
}

pub fn outcome(outcome: Option<&Outcome>) -> &'static str {
    match outcome.copied().map(Answer::of) {
        Some(Answer::Failed) => "실패",
        Some(Answer::Unknown) => "알 수 없음",
        Some(Answer::Ok) => "성공",
        None => "대기 중",
    }
}

pub fn word_error(field: Field, error: WordError) -> String {
    let what = match field {
        Field::Key => "키",
        Field::Value => "값",
    };
    match error {
        WordError::Empty => format!("{} 비어 있다. cart 같은 단어를 적는다.", subject(what)),
        WordError::TooLong { bytes, limit } => format!(
            "{} 너무 길다({bytes}바이트). 최대 {limit}바이트, 한글로 {}자까지 쓸 수 있다.",
            subject(what),
            limit / '가'.len_utf8()
        ),
        WordError::Character(bad) if bad.is_whitespace() => {
            format!("{}에 공백이 있다. 한 단어로 적는다.", what)
        }
        WordError::Character(bad) => {
            let bad = bad.escape_debug();
            format!("{}에 “{bad}” 문자를 쓸 수 없다. 시나리오 파일이 따로 쓰는 문자다.", what)
        }
    }
}
