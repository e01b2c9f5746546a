//! How long clients waited for answers: a line for reads, and one for writes.

use crate::json;
use replicarium::{
    check::latency::{self, Latencies, Latency},
    scenario::Run,
};
use serde::Serialize;

/// The latencies of operations of one kind. Times are in µs, and `null` if nothing was answered.
#[derive(Serialize)]
pub struct Kind {
    answered: u32,
    refused: u32,
    unanswered: u32,
    median: Option<u64>,
    longest: Option<u64>,
}

/// Those of reads and of writes.
#[derive(Serialize)]
pub struct Both {
    reads: Kind,
    writes: Kind,
}

/// A line as a JSON object.
#[derive(Serialize)]
struct Record {
    latency: &'static str,
    #[serde(flatten)]
    kind: Kind,
}

/// The latencies as they are printed.
pub fn of(Latencies { reads, writes }: Latencies) -> Both {
    Both { reads: kind(reads), writes: kind(writes) }
}

fn kind(latency: Latency) -> Kind {
    let Latency { answered, refused, unanswered, median, longest } = latency;
    let any = answered > 0;
    let (median, longest) = (any.then_some(median.0), any.then_some(longest.0));
    Kind { answered, refused, unanswered, median, longest }
}

/// A line for each kind of which there were operations.
pub fn lines(run: &Run, json: bool) -> Vec<String> {
    let Latencies { reads, writes } = latency::of(run.trace.history());
    let kinds = [("reads", reads), ("writes", writes)].into_iter();
    let asked = kinds.filter(|(_, it)| it.answered + it.refused + it.unanswered > 0);
    let line = |(name, it): (&'static str, Latency)| match json {
        true => json::line(&Record { latency: name, kind: kind(it) }),
        false => text(name, it),
    };
    asked.map(line).collect()
}

fn text(name: &str, latency: Latency) -> String {
    let Latency { answered, refused, unanswered, median, longest } = latency;
    let times = match answered {
        0 => String::new(),
        _ => format!(": median {median}, slowest {longest}"),
    };
    let others = [(refused, "refused"), (unanswered, "without an answer")];
    let others = others.into_iter().filter(|(n, _)| *n > 0);
    let others: String = others.map(|(n, what)| format!("; {n} {what}")).collect();
    format!("{name}  {answered} answered{times}{others}\n")
}
