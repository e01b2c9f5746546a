//! What would have kept a guarantee.

use super::{
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
            format!("Without what was done at {}: {}", time(at.0), acts.join(" "))
        }
    }
}

pub fn price(price: &Difference, Waits { before, after }: &Waits) -> String {
    let count = |n: i64, one: &str, many: &str| match n {
        0 => None,
        -1 | 1 => Some(format!("{} {one}", signed(n, n.unsigned_abs()))),
        _ => Some(format!("{} {many}", signed(n, n.unsigned_abs()))),
    };
    let reads = i64::from(after.reads.answered) - i64::from(before.reads.answered);
    let gap = price.without_writes;
    let writes = |what, of| turned(what, before.writes, after.writes, of);
    let read = |what, of| turned(what, before.reads, after.reads, of);
    let parts = [
        count(-price.refused, "acknowledged write", "acknowledged writes"),
        count(reads, "answered read", "answered reads"),
        (gap != 0)
            .then(|| format!("time without writes {}", signed(gap, time(gap.unsigned_abs())))),
        writes("median write", |it| it.median),
        writes("slowest write", |it| it.longest),
        read("median read", |it| it.median),
        read("slowest read", |it| it.longest),
        count(price.messages, "message", "messages"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "at no price".into() } else { parts.join(", ") }
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
                Some(Request::Insert(table)) => format!("{who}’s insert into {table}"),
                Some(it) if it.is_delete() => format!("{who}’s delete of {}", it.key()),
                Some(it) if it.is_write() => format!("{who}’s write of {}", it.key()),
                Some(it) => format!("{who}’s read of {}", it.key()),
                None => format!("a request of {who}"),
            };
            match ended {
                Some(ended) => format!("but {what} ends otherwise: {}", outcome(Some(&ended))),
                None => format!("but {what} has no answer by then"),
            }
        }
        Shortfall::Breaks(other) => format!("but this is broken instead: {}", property(other)),
        Shortfall::NoWrite => "but no write is acknowledged".into(),
        Shortfall::Unchecked => "but nothing happens that it is about".into(),
        Shortfall::NotReached => "but a later act is not reached: a client still waits".into(),
    }
}
