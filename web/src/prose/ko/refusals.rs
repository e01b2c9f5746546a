//! Why an action is refused, and why a link leads nowhere.

use super::{
    knobs,
    particles::{and, object, subject, to as toward, topic},
    words::{address, client, time},
};
use replicarium::{
    id::{Address, NodeId},
    knob::KnobError,
    kv::{Value, Word},
    quorum::QuorumError,
    random::delay::DelayError,
    scenario::{Expected, ParseError},
    sim::Refusal,
};

pub fn refusal(refusal: &Refusal) -> String {
    let link = |from, to| format!("{}에서 {} 가는 링크", address(from), toward(address(to)));
    match *refusal {
        Refusal::UnknownNode(node) => format!("노드 {} 없다.", subject(node)),
        Refusal::UnknownClient(id) => format!("{} 없다.", subject(client(id))),
        Refusal::NoLibrary(id, other) if id == other => {
            format!("이 복제 방식에서는 {} 스스로 조정할 수 없다.", subject(client(id)))
        }
        Refusal::NoLibrary(id, other) => format!(
            "{} {}에 물을 수 없다. 클라이언트는 다른 클라이언트에 요청하지 않는다.",
            topic(client(id)),
            client(other)
        ),
        Refusal::NotInFlight(_) => "이 메시지는 이미 도착했거나 사라졌다.".into(),
        Refusal::Timer(_) => "이것은 타이머다. 타이머는 건 노드를 떠나지 않는다.".into(),
        Refusal::AlreadyHeld(_) => "이미 붙잡은 메시지다.".into(),
        Refusal::NotHeld(_) => "붙잡은 메시지가 아니다.".into(),
        Refusal::NobodyThere(_, to) => {
            format!("도착할 수 없다. {} 실행 중이 아니다.", subject(address(to)))
        }
        Refusal::LinkCut(from, to) => {
            format!("도착할 수 없다. {} 끊겨 있다.", subject(link(from, to)))
        }
        Refusal::Busy(id) => format!(
            "{} 아직 응답을 기다린다. 클라이언트는 한 번에 요청 하나만 보낸다. 재생해서 응답을 받거나 다른 클라이언트로 보내자.",
            topic(client(id))
        ),
        Refusal::AlreadyCrashed(node) => format!("{} 이미 죽어 있다.", topic(node)),
        Refusal::NotCrashed(node) => format!("{} 죽지 않았다.", topic(node)),
        Refusal::NotRunning(node) => format!("{} 실행 중이 아니다.", topic(node)),
        Refusal::NotPaused(node) => format!("{} 일시정지 중이 아니다.", topic(node)),
        Refusal::Left(node) => format!("{} 클러스터에서 빠졌다.", topic(node)),
        Refusal::NoLeadership(node) => {
            format!("{} 리더 자리를 받거나 넘길 수 없다.", topic(node))
        }
        Refusal::NoLink(a, b) if a == b => {
            format!("{} 자기 자신으로 가는 링크가 없다.", topic(address(a)))
        }
        Refusal::NoLink(a, b) => no_link(a, b),
        Refusal::AlreadyCut(from, to) => format!("{} 이미 끊겨 있다.", topic(link(from, to))),
        Refusal::NotCut(from, to) => format!("{} 끊겨 있지 않다.", topic(link(from, to))),
        Refusal::Backwards { now, at } => {
            format!("시간은 거꾸로 가지 않는다. 지금은 {}, 요청은 {}.", time(now.0), time(at.0))
        }
        Refusal::JoinOrder(next) => {
            format!("노드는 순서대로 들어온다. 다음은 {next}.")
        }
        Refusal::TooManyNodes => format!("노드는 최대 {}개다.", NodeId::LIMIT),
        Refusal::LastNode(node) => {
            format!("{} 클러스터의 마지막 노드라서 뺄 수 없다.", topic(node))
        }
        Refusal::SkewTooLarge(_) => "시계는 최대 한 시간까지 어긋나게 할 수 있다.".into(),
        Refusal::Delay(error) => delay(error).into(),
        Refusal::TooManyLinkDelays => "링크마다 다른 지연은 최대 256개다.".into(),
        Refusal::Rate(_) => "비율은 최대 100%다.".into(),
        Refusal::NoSessions => {
            "읽기 규칙은 리더가 하나이고 로그에 기억할 위치가 있는 저장소에서만 쓸 수 있다.".into()
        }
        Refusal::Knob(ref error) => knob(error),
    }
}

fn no_link(a: Address, b: Address) -> String {
    format!("{} {} 사이에는 링크가 없다.", and(address(a)), address(b))
}

const fn delay(error: DelayError) -> &'static str {
    match error {
        DelayError::TooLong => "지연은 최대 10분이다.",
        DelayError::OutOfOrder => "첫째 길이가 둘째 길이보다 길 수 없다.",
        DelayError::Zero => "이 분포에서는 길이가 0일 수 없다.",
    }
}

fn knob(error: &KnobError) -> String {
    match error {
        KnobError::NotHere(knob) => {
            format!("이 복제 방식에는 “{}” 설정이 없다.", knobs::knob(*knob))
        }
        KnobError::NotTaken(not) => format!(
            "“{}” 설정의 값이 될 수 없다: {}. {}",
            knobs::knob(not.knob),
            knobs::knob_value(not.knob, not.value),
            knobs::takes(not.takes)
        ),
        KnobError::NoReplica => "클러스터에는 데이터를 가진 노드가 적어도 하나 있어야 한다.".into(),
        KnobError::Quorum(error) => quorum(*error),
    }
}

fn quorum(error: QuorumError) -> String {
    match error {
        QuorumError::Zero => "n, w, r은 모두 1 이상이어야 한다.".into(),
        QuorumError::TooManyReplicas { n, nodes } => {
            format!("노드가 {nodes}개이므로 n = {n}일 수 없다.")
        }
        QuorumError::WriteTooLarge { w, n } => {
            format!("복제 서버가 n = {n}개이므로 쓰기가 응답 w = {w}개를 기다릴 수 없다.")
        }
        QuorumError::ReadTooLarge { r, n } => {
            format!("복제 서버가 n = {n}개이므로 읽기가 응답 r = {r}개를 기다릴 수 없다.")
        }
    }
}

pub fn link_scenario(name: &str) -> String {
    format!("“{name}” 시나리오가 없다. 대신 첫 시나리오를 연다.")
}

pub fn link_run(name: &str) -> String {
    format!("“{name}” 기록을 가져올 수 없다. 대신 첫 시나리오를 연다.")
}

pub fn link_offline(title: &str) -> String {
    format!("“{title}” 시나리오를 가져오지 못했다. 연결을 확인하고 다시 골라 보자.")
}

pub fn parse_error(error: &ParseError) -> String {
    let ParseError { line, column, found, expected } = error;
    let found = match found.as_str() {
        "" => "줄이 끝난다".into(),
        found => format!("“{found}” 부분을 읽을 수 없다"),
    };
    let expected = match expected {
        Expected::Kind(_) | Expected::Statement(_) | Expected::Handler(_) => String::new(),
        Expected::OneOf(words) => format!(". 가능한 단어: {}", words.join(", ")),
        Expected::Value(_) => format!(
            ". 최대 {}바이트인 단어, 또는 큰따옴표로 묶은 최대 {}바이트인 텍스트여야 한다",
            Word::LIMIT,
            Value::LIMIT
        ),
        Expected::Word(_) => format!(". 최대 {}바이트인 단어여야 한다", Word::LIMIT),
        Expected::Sense(why) => {
            format!(". {}", refusal(why).trim_end_matches('.'))
        }
        Expected::Once(what) => format!(". “{what}” 줄이 이미 있다"),
        Expected::Missing(what) => format!(". 먼저 “{what}” 줄이 있어야 한다"),
        Expected::Before(end) => {
            format!(". 실행은 {end}에 끝난다. “until” 줄로 끝을 늦춰야 한다")
        }
    };
    format!("{line}번째 줄 {column}번째 글자: {found}{expected}")
}

pub fn link_unreadable(name: &str, why: &str) -> String {
    let why = why.trim_end_matches('.');
    format!("{} 읽을 수 없다({why}). 대신 첫 시나리오를 연다.", object(format!("“{name}”")))
}

pub fn link_setting(setting: &str, why: &str) -> String {
    format!("링크의 “{setting}” 설정은 뺐다. {why}")
}

pub fn link_act(why: &str) -> String {
    format!("이 버전에서 일어날 수 없는 조작이 있어 뺐다. {why}")
}

pub fn link_part(part: &str) -> String {
    format!("링크의 “{part}” 부분은 뜻을 알 수 없어 무시했다.")
}
