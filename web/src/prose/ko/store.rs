//! Leaderless replication: quorums, hints, Merkle trees, versions.

use super::{
    particles::{and, object, subject, to as toward, topic},
    words,
};
use replicarium::{
    check::{lag::Lag, staleness::Staleness},
    clock::{Dot, VersionVector},
    id::{Address, NodeId, NodeSet, OperationId},
    kv::Key,
    view::{HintView, Waiting},
};
use std::cmp::Ordering;

pub fn quorum(waiting: &Waiting, place: Option<&str>) -> String {
    let Waiting { answers, needed, answered, .. } = waiting;
    let what = words::request(waiting.request);
    let place = place.map_or_else(String::new, |place| format!("{place}의 "));
    match answered {
        true => format!(
            "{} 조정한다. 클라이언트에는 이미 응답했고, 나머지 응답을 기다린다: ",
            object(what)
        ),
        false => {
            format!("{} 조정한다: {place}응답 {needed}개 가운데 {answers}개 도착. ", object(what))
        }
    }
}

pub fn compared(peer: NodeId, differing: usize) -> String {
    match differing {
        0 => format!("{} 해시를 비교함: 모두 같음", and(peer)),
        n => format!("{} 해시를 비교함: {n}개 다름", and(peer)),
    }
}

pub fn comparing(peer: NodeId) -> String {
    format!("{} 해시를 비교하는 중", and(peer))
}

pub fn trees_differ(leaves: usize) -> String {
    let differ = match leaves {
        0 => "두 트리가 같다".into(),
        n => format!("◤ 잎 {n}개가 다르고, 그 위의 해시도 모두 다르다"),
    };
    format!("{differ}. 지금 가는 메시지는 테두리가 굵은 부분을 다룬다.")
}

pub fn merkle_bytes(sent: u64, whole: u64) -> String {
    format!("지금까지 {sent}바이트를 보냈다. 매번 모든 로우를 보낸다면 {whole}바이트다.")
}

pub fn behind(staleness: &Staleness) -> String {
    let Staleness { versions, behind, .. } = *staleness;
    match versions {
        0 => "최신".into(),
        _ => format!("쓰기 {versions}개, {} 뒤처짐", words::time(behind.0)),
    }
}

pub fn lag(all: &Lag) -> String {
    format!("{} 뒤처졌다. 복구할 키가 {}개다.", late(all), all.backlog)
}

pub fn lag_of(all: &Lag) -> String {
    format!("{}: {} 뒤처짐", all.node, late(all))
}

fn late(all: &Lag) -> String {
    format!("쓰기 {}개, {}만큼", all.versions, words::time(all.behind.0))
}

pub fn outstanding(all: &[Lag]) -> String {
    let late = all.iter().filter(|it| it.versions > 0).count();
    let hints: u32 = all.iter().map(|it| it.hints).sum();
    let keys: u32 = all.iter().map(|it| it.backlog).sum();
    match late {
        0 => format!("뒤처진 복제 서버 없음 · 남은 힌트 {hints}개"),
        _ => format!("복제 서버 {late}개 뒤처짐 · 남은 힌트 {hints}개 · 복구할 키 {keys}개"),
    }
}

pub fn merges(who: Address, key: Key) -> String {
    format!("{} {} 병합한다", subject(words::address(who)), object(key))
}

pub fn order(a: &str, b: &str, order: Option<Ordering>) -> String {
    match order {
        Some(Ordering::Equal) => format!("{} {} 같다", and(a), subject(b)),
        Some(Ordering::Greater) => format!("{} {} 포함한다", subject(a), object(b)),
        Some(Ordering::Less) => format!("{} {} 포함한다", subject(b), object(a)),
        None => format!("{} {} 동시 관계다", and(a), topic(b)),
    }
}

pub fn knew(writer: &str, seen: u64, other: &str, dot: Dot) -> String {
    let count = dot.count;
    let (sign, known) = if count > seen { (">", "몰랐다") } else { ("≤", "알고 있었다") };
    format!(
        "{other}의 닷(dot)은 {dot}. {} 쓴 클라이언트는 {seen}까지 보았다. {count} {sign} {seen}이므로 {known}",
        object(writer)
    )
}

pub fn written_by(value: &str, write: OperationId, seen: &str) -> String {
    format!("{value}, {write}에서 씀. 클라이언트가 본 것: {seen}")
}

pub fn last_read(key: Key, context: &VersionVector) -> String {
    format!("마지막으로 읽은 {key}. 다음 쓰기에 인과 컨텍스트 {context} 포함: ")
}

pub fn lives_on(homes: &[NodeId]) -> String {
    format!("홈 노드: {}", words::list(homes))
}

pub fn awaits_rows(from: NodeSet) -> String {
    let from: Vec<NodeId> = from.iter().collect();
    format!("{}의 로우를 기다린다. 받기 전에는 새 키의 읽기에 답하지 않는다.", words::list(&from))
}

pub fn hint_for(home: NodeId) -> String {
    format!("{home} 몫")
}

pub fn hint_of(node: NodeId, home: NodeId) -> String {
    format!("{node}에서 {}", toward(home))
}

pub fn hint_until(hint: &HintView) -> String {
    hint.version.to_string()
}

pub fn hint_means(hint: &HintView) -> String {
    let HintView { key, value, home, .. } = hint;
    format!("힌트: {} 응답하면 {key}={} 넘긴다", subject(home), object(value))
}

pub fn then(rest: &str) -> String {
    format!("그다음 {rest}")
}

pub fn preference_list(homes: &str) -> String {
    format!("선호 목록: {homes}")
}
