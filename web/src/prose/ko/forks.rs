//! Several leaders: their links, their plugs, and their conflicts.

use super::{
    particles::{and, object, subject, topic},
    words::value,
};
use crate::prose::Law;
use replicarium::{
    id::NodeId,
    kv::{Key, Value},
    protocol::multi_leader::{Fork, Outcome},
    store::handler::{Counterexample, Handler},
};

pub fn grip(node: NodeId) -> String {
    format!(
        "다른 리더까지 끌면 {} 그 리더에 로그를 보낸다. 이미 보내고 있으면 그만 보낸다.",
        subject(node)
    )
}

pub fn plug(node: NodeId, out: bool) -> String {
    match out {
        false => format!(
            "{node}의 플러그 뽑기: {} 다른 노드와는 끊기고 클라이언트와는 이어져 있다",
            topic(node)
        ),
        true => format!("{node}의 플러그 꽂기(지금은 뽑힘): 다른 노드와의 링크를 잇는다"),
    }
}

pub fn plug_of_the_last(node: NodeId) -> String {
    format!("{node}의 플러그는 꽂혀 있다. 다른 노드의 플러그가 모두 뽑혀 이어진 링크가 없을 뿐이다")
}

pub fn fork_title(key: Key) -> String {
    format!("{key}의 충돌")
}

pub fn had_seen(vector: &str) -> String {
    match vector {
        "{}" => "본 것 없음".into(),
        seen => format!("본 것: {seen}"),
    }
}

pub fn fork_outcome(fork: &Fork, handler: Handler) -> String {
    let quoted = |it: Value| format!("“{}”", value(it));
    let (Some(kept), Some(other)) = (fork.versions.first(), fork.versions.get(1)) else {
        return String::new();
    };
    let (one, two) = (quoted(kept.value), quoted(other.value));
    let (at, than) = (kept.stamp, other.stamp);
    let all = match fork.versions.len() {
        2 => "둘 다".to_string(),
        many => format!("{many}개 모두"),
    };
    match fork.outcome {
        Outcome::Later if at.time == than.time => format!(
            "{} 남는다. 타임스탬프가 {}로 같아 이름이 뒤인 {} 이긴다. {} 사라진다.",
            subject(&one),
            at.time,
            subject(at.node),
            topic(&two)
        ),
        Outcome::Later => format!(
            "{} 남는다. 타임스탬프 {} {than}보다 늦다. {} 사라진다.",
            subject(&one),
            subject(at),
            topic(&two)
        ),
        Outcome::Greater => format!(
            "{} 남는다. 타임스탬프와 상관없이 {}보다 이름이 뒤인 {} 이긴다. {} 사라진다.",
            subject(&one),
            than.node,
            subject(at.node),
            topic(&two)
        ),
        Outcome::Stay => {
            format!("{all} 남는다. 이 값들을 읽은 클라이언트가 새로 쓰면 그 값으로 바뀐다.")
        }
        Outcome::Waits => format!("핸들러 {} 실행될 때까지 {all} 남는다.", subject(handler)),
        Outcome::Made(it) => {
            format!(
                "{all} 남는다. 읽을 때마다 핸들러 {} {} 만든다.",
                subject(handler),
                object(quoted(it))
            )
        }
        Outcome::Written(it) => {
            format!("핸들러 {} 이 값들 대신 {} 썼다.", subject(handler), object(quoted(it)))
        }
    }
}

pub fn law_fails(law: Law, against: &Counterexample) -> String {
    let [one, other] = [against.one, against.other].map(|side| format!("“{}”", value(side.value)));
    let all: Vec<String> =
        against.versions.iter().map(|side| format!("“{}”", value(side.value))).collect();
    match (law, &all[..]) {
        (Law::Commutative, [a, b, ..]) => {
            format!("교환 법칙이 깨진다. {a} 다음에 {b}: {one}. {b} 다음에 {a}: {other}.")
        }
        (Law::Associative, [a, b, c, ..]) => format!(
            "결합 법칙이 깨진다. {} {} 먼저 합치고 {c}: {one}. {} {} 먼저 합치면 {other}.",
            and(a),
            object(b),
            and(b),
            object(c)
        ),
        (Law::Idempotent, [a, b, ..]) => format!(
            "멱등이 아니다. {} {} 합치면 {one}. 두 리더의 결과가 만나면 {other}.",
            and(a),
            object(b)
        ),
        (Law::Commutative | Law::Associative | Law::Idempotent, _) => String::new(),
    }
}
