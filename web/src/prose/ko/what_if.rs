//! What would have kept a guarantee.

use super::{
    particles::topic,
    say,
    timeline::setting,
    verdicts::property,
    words::{client, outcome, time},
};
use replicarium::{
    check::latency::{self, Latency},
    history::History,
    kv::Request,
    remedy::{Change, Difference, Shortfall, Waits},
    time::Duration,
};
use std::fmt::Display;

pub fn change(change: &Change) -> String {
    match change {
        Change::Set(settings) => {
            let settings: Vec<String> = settings.iter().map(|&it| setting(it)).collect();
            settings.join("; ")
        }
        Change::Without(at, acts) => {
            let acts: Vec<String> = acts.iter().map(|&act| say::done(act)).collect();
            format!("{}에 한 조작이 없다면: {}", time(at.0), acts.join(" "))
        }
    }
}

pub fn price(price: &Difference, Waits { before, after }: &Waits) -> String {
    let count =
        |n: i64, what: &str| (n != 0).then(|| format!("{what} {}개", signed(n, n.unsigned_abs())));
    let reads = i64::from(after.reads.answered) - i64::from(before.reads.answered);
    let gap = price.without_writes;
    let writes = |what, of| turned(what, before.writes, after.writes, of);
    let read = |what, of| turned(what, before.reads, after.reads, of);
    let parts = [
        count(-price.refused, "확인된 쓰기"),
        count(reads, "답을 받은 읽기"),
        (gap != 0).then(|| format!("쓸 수 없는 시간 {}", signed(gap, time(gap.unsigned_abs())))),
        writes("쓰기 지연 중앙값", |it| it.median),
        writes("가장 느린 쓰기", |it| it.longest),
        read("읽기 지연 중앙값", |it| it.median),
        read("가장 느린 읽기", |it| it.longest),
        count(price.messages, "메시지"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "비용 없음".into() } else { parts.join(", ") }
}

/// What clients waited for before and after, if it differs.
fn turned(
    what: &str,
    before: Latency,
    after: Latency,
    of: fn(Latency) -> Duration,
) -> Option<String> {
    let (before, after) = latency::change(before, after, of)?;
    Some(format!("{what} {} → {}", time(before.0), time(after.0)))
}

/// A difference with its sign.
fn signed(n: i64, size: impl Display) -> String {
    let sign = if n < 0 { '−' } else { '+' };
    format!("{sign}{size}")
}

pub fn shortfall(shortfall: Shortfall, history: &History) -> String {
    match shortfall {
        Shortfall::NotDone(id, ended) => {
            let who = client(id.client);
            let asked = history.operation(id).map(|it| it.request);
            let what = match asked {
                Some(Request::Insert(table)) => format!("{who}의 {table} 로우 추가"),
                Some(it) if it.is_delete() => format!("{who}의 {} 삭제", it.key()),
                Some(it) if it.is_write() => format!("{who}의 {} 쓰기", it.key()),
                Some(it) => format!("{who}의 {} 읽기", it.key()),
                None => format!("{who}의 요청"),
            };
            match ended {
                Some(ended) => {
                    format!("다만 {what} 결과가 달라진다: {}", outcome(Some(&ended)))
                }
                None => format!("다만 {} 그때까지 응답을 받지 못한다", topic(what)),
            }
        }
        Shortfall::Breaks(other) => format!("다만 다른 보장이 깨진다: {}", property(other)),
        Shortfall::NoWrite => "다만 확인된 쓰기가 하나도 없다".into(),
        Shortfall::Unchecked => "다만 이 보장이 걸린 연산이 아예 없다".into(),
        Shortfall::NotReached => {
            "다만 클라이언트가 아직 응답을 기다리고 있어 그 뒤의 조작은 일어나지 않는다".into()
        }
    }
}
