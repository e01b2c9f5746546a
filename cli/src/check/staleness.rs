//! How stale the reads of a history were. This is a measurement, and whether a store may return old values is not
//! judged: the verdict is "holds" if no read was stale.

use super::{
    Unjudgeable, Verdict, Witness,
    guarantees::Rewritten,
    sources::{Known, Source, Sources},
    words::WitnessBuilder,
};
use crate::history::{error::short, number_or_text, registers::Registers};
use replicarium::check::{register::ValueId, staleness};
use serde::Serialize;
use std::cmp::Reverse;

/// The staleness of all reads that returned a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// How many reads there are.
    reads: usize,
    /// How many of them were stale.
    stale: usize,
    versions: Total<u32>,
    /// `None` if an event has no time: then the history does not tell for how long.
    behind_ms: Option<Total<f64>>,
    /// In the order of their invocations.
    each: Vec<Read>,
}

/// The maximum and the mean over all reads.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Total<T> {
    max: T,
    mean: f64,
}

/// The staleness of one read.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Read {
    /// The line of its invocation.
    line: u32,
    #[serde(serialize_with = "number_or_text")]
    process: String,
    key: Option<String>,
    versions: u32,
    behind_ms: Option<f64>,
    /// Process, value and lines of the read.
    #[serde(skip)]
    operation: Witness,
}

/// Measures every read of a history.
///
/// # Errors
/// Why the staleness of this history's reads cannot be measured.
pub fn measure(registers: &mut Registers) -> Result<Measure, Unjudgeable> {
    let initial = registers.initial();
    if registers.tally().responses_only {
        return Err(Unjudgeable::ResponsesOnly);
    }
    let sources = sources(registers, initial)?;
    let of = sources.of.clone();
    let time = |event| registers.time(event);
    let Rewritten { history, operations } = Rewritten::of(&sources.all, &of, None, time)?;
    let is_timed = registers.time(1).is_some();
    let reads = staleness::of_reads(&history).filter_map(|stale| {
        let (key, operation): Known = *operations.get(&stale.read)?;
        Some(Read {
            line: operation.invoked,
            process: registers.process(operation.process).to_owned(),
            key: key.map(str::to_owned),
            versions: stale.versions,
            behind_ms: is_timed.then_some(stale.behind.0 as f64 / 1_000.0),
            operation: WitnessBuilder::new(registers, None).operation(operation).build(),
        })
    });
    Ok(Measure::new(reads.collect(), is_timed))
}

/// The sources of all reads, which must be certain. A read does not return a write that began after it had ended.
fn sources(registers: &Registers, initial: ValueId) -> Result<Sources<'_>, Unjudgeable> {
    let mut sources = Sources::of(registers, initial)?;
    let Sources { all, of, choices } = &mut sources;
    choices.retain_mut(|choice| {
        let ended = all[choice.read].1.1.call.ended;
        let began = |n: usize| Some(all[n].1.1.call.invoked);
        choice.candidates.retain(|it| !matches!(*it, Source::Write(n) if began(n) > ended));
        let [only] = choice.candidates[..] else { return true };
        of[choice.read] = Some(only);
        false
    });
    if let Some(why) = sources.ambiguous() {
        return Err(why);
    }
    match sources.of.iter().position(|it| *it == Some(Source::Nothing)) {
        Some(read) => {
            let (_, (_, read)) = sources.all[read];
            Err(Unjudgeable::NeverWritten(read.ended.unwrap_or(read.invoked)))
        }
        None => Ok(sources),
    }
}

impl Measure {
    fn new(each: Vec<Read>, is_timed: bool) -> Self {
        let mean = |sum: f64| sum / each.len().max(1) as f64;
        let versions = || each.iter().map(|read| read.versions);
        let behind = || each.iter().filter_map(|read| read.behind_ms);
        Self {
            reads: each.len(),
            stale: versions().filter(|&versions| versions > 0).count(),
            versions: Total {
                max: versions().max().unwrap_or_default(),
                mean: mean(versions().map(f64::from).sum()),
            },
            behind_ms: is_timed
                .then(|| Total { max: behind().fold(0.0, f64::max), mean: mean(behind().sum()) }),
            each,
        }
    }

    fn stale(&self) -> impl Iterator<Item = &Read> {
        self.each.iter().filter(|read| read.versions > 0)
    }

    /// Holds if no read was stale. Otherwise the witness is the read that missed the most versions; among equals,
    /// the one that was behind the longest, and then the first.
    pub fn verdict(&self) -> Verdict {
        let worst = self.stale().max_by(|a, b| {
            let longest = a.behind_ms.unwrap_or(0.0).total_cmp(&b.behind_ms.unwrap_or(0.0));
            a.versions.cmp(&b.versions).then(longest).then(Reverse(a.line).cmp(&Reverse(b.line)))
        });
        worst.map_or(Verdict::Holds, |worst| {
            let words = format!("{}{}, {}", worst.key(), worst.operation.words, worst.behind());
            Verdict::Violated(Witness { words, lines: worst.operation.lines.clone() })
        })
    }

    /// The measurements for people: the totals, then a line for each stale read.
    pub fn text(&self) -> String {
        let (stale, reads) = (self.stale, self.reads);
        if stale == 0 {
            return format!(": none of {reads} reads was stale");
        }
        let times = match &self.behind_ms {
            Some(Total { max, mean }) => format!("max {max:.3} ms, mean {mean:.3} ms"),
            None => "for how long is not known, because not every event has a time".to_owned(),
        };
        let each: String = self
            .stale()
            .map(|read| format!("\n  {}{}: {}", read.key(), read.operation.words, read.behind()))
            .collect();
        let Total { max, mean } = self.versions;
        format!(
            ": {stale} of {reads} reads were stale: max {max} versions, mean {mean:.3}; {times}{each}"
        )
    }
}

impl Read {
    /// The register's key, if it has one.
    fn key(&self) -> String {
        self.key.as_deref().map_or_else(String::new, |key| format!("key {}: ", short(key)))
    }

    fn behind(&self) -> String {
        let versions = match self.versions {
            1 => "1 version".to_owned(),
            n => format!("{n} versions"),
        };
        match self.behind_ms {
            None => format!("{versions} behind"),
            Some(ms) => format!("{versions} and {ms} ms behind"),
        }
    }
}
