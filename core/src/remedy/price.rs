//! What a run costs its clients and its network.

use crate::{
    check::{
        availability,
        latency::{self, Latencies},
    },
    hash::Fingerprint,
    history::History,
    sim::{Executed, Happening},
    time::{Duration, Instant},
    view::Kind,
};
use core::hash::Hasher;

/// The cost of a run up to a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// How long clients waited, and for how many answers.
    pub latencies: Latencies,
    /// The time in which no write succeeded.
    pub without_writes: Duration,
    /// The number of messages, requests and replies that were sent.
    pub messages: u32,
}

/// How long clients waited in two runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// In the original run.
    pub before: Latencies,
    /// In the changed one.
    pub after: Latencies,
}

/// The difference between the prices of two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Writes that are not acknowledged any more.
    pub refused: i64,
    /// In µs, as the next two.
    pub without_writes: i64,
    /// The median of the latencies of acknowledged writes; none if one of the runs has none.
    pub median: Option<i64>,
    /// The greatest of these latencies.
    pub longest: Option<i64>,
    /// Messages, requests and replies.
    pub messages: i64,
}

impl Price {
    /// The price of a run, relative to another one.
    #[must_use]
    pub fn less(&self, other: &Self) -> Difference {
        let number = |a: u32, b: u32| i64::from(a) - i64::from(b);
        let time = |a: Duration, b: Duration| a.0 as i64 - b.0 as i64;
        let (own, of_other) = (self.latencies.writes, other.latencies.writes);
        let both = own.answered > 0 && of_other.answered > 0;
        Difference {
            refused: number(of_other.answered, own.answered),
            without_writes: time(self.without_writes, other.without_writes),
            median: both.then(|| time(own.median, of_other.median)),
            longest: both.then(|| time(own.longest, of_other.longest)),
            messages: number(self.messages, other.messages),
        }
    }
}

/// Counts what a run sends, and tells runs apart by it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    messages: u32,
    sent: Fingerprint,
}

impl Tally {
    /// Takes in a step.
    pub fn take(&mut self, executed: &Executed<'_>) {
        for happening in &executed.log.happenings {
            let Happening::Sent(envelope) = happening else { continue };
            if envelope.kind != Kind::Timer {
                self.messages += 1;
                self.sent.mix(Fingerprint::of(&(envelope.from, envelope.to, envelope.due)));
            }
        }
    }

    /// The price of the run up to a moment.
    pub fn price(&self, history: &History, end: Instant) -> Price {
        let without = availability::gaps(history).iter().map(|gap| gap.length(end).0).sum();
        Price {
            latencies: latency::of(history),
            without_writes: Duration(without),
            messages: self.messages,
        }
    }

    /// Two runs with the same messages, in which clients saw the same, are one to a reader: they differ in timers and
    /// settings at most.
    pub fn run(&self, history: &History) -> u64 {
        let mut run = self.sent;
        for operation in history.operations() {
            let ended = operation.ended.map(|(outcome, at, _)| (outcome, at));
            run.mix(Fingerprint::of(&(operation.id, operation.via, operation.request, ended)));
        }
        Fingerprint::of(&(self.messages, run.finish()))
    }
}
