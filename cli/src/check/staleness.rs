//! How stale the reads of a history were. A measure: what a store may return late is for others to say; here
//! the verdict is "holds" where no read was stale.

use super::{
    Verdict, Witness,
    guarantees::{Known, rewrite},
    words::Told,
};
use crate::history::{error::short, registers::Registers};
use replicarium::check::staleness;
use serde_json::{Value as Json, json};
use std::cmp::Reverse;

/// How stale all the reads were that returned something, in the order of their invocations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    reads: Vec<Read>,
    /// Some event does not say when it was: then nobody knows how long a read was behind.
    is_timeless: bool,
}

/// One read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Read {
    process: u64,
    key: Option<String>,
    /// Who did what, and on which lines.
    told: Witness,
    versions: u32,
    /// µs.
    behind: u64,
}

/// Measures every read; says why if that cannot be done of such a history.
pub fn measure(registers: &mut Registers) -> Result<Measure, String> {
    let initial = registers.initial();
    let (history, operations) = rewrite(registers, initial)?;
    let is_timeless = registers.time(1).is_none();
    let reads = staleness::of_reads(&history).filter_map(|stale| {
        let (key, operation): Known = *operations.get(&stale.read)?;
        let told = Told::of(registers, None).operation(operation).end();
        let (process, key) = (operation.process, key.map(str::to_owned));
        Some(Read { process, key, told, versions: stale.versions, behind: stale.behind.0 })
    });
    let reads = reads.collect();
    Ok(Measure { reads, is_timeless })
}

impl Measure {
    fn stale(&self) -> impl Iterator<Item = &Read> {
        self.reads.iter().filter(|read| read.versions > 0)
    }

    /// Holds if no read was stale; else the one that missed most proves it.
    pub fn verdict(&self) -> Verdict {
        // Of equals the first.
        let worst = self
            .stale()
            .max_by_key(|read| (read.versions, read.behind, Reverse(read.told.lines[0])));
        worst.map_or(Verdict::Holds, |worst| {
            let words = format!("{}{}, {}", worst.under(), worst.told.words, self.behind(worst));
            Verdict::Violated(Witness { words, lines: worst.told.lines.clone() })
        })
    }

    fn behind(&self, read: &Read) -> String {
        let versions = match read.versions {
            1 => "1 version".to_owned(),
            n => format!("{n} versions"),
        };
        match self.is_timeless {
            true => format!("{versions} behind"),
            false => format!("{versions} and {} ms behind", ms(read.behind)),
        }
    }

    /// The most, and the mean over all reads: of versions, and of ms unless no times are told.
    fn totals(&self) -> ((u32, f64), Option<(f64, f64)>) {
        let mean = |sum: f64| sum / self.reads.len().max(1) as f64;
        let versions = || self.reads.iter().map(|read| read.versions);
        let behind = || self.reads.iter().map(|read| ms(read.behind));
        let most = versions().max().unwrap_or_default();
        let times = (behind().fold(0.0, f64::max), mean(behind().sum()));
        ((most, mean(versions().map(f64::from).sum())), (!self.is_timeless).then_some(times))
    }

    /// For people: what goes into the line of the verdict, and a line for each stale read.
    pub fn text(&self) -> String {
        let (stale, of) = (self.stale().count(), self.reads.len());
        if stale == 0 {
            return format!(": none of {of} reads was stale");
        }
        let ((most, mean), times) = self.totals();
        let times = match times {
            Some((most, mean)) => {
                format!("max {most:.3} ms, mean {mean:.3} ms")
            }
            None => "for how long is not known, as not every event says when it was".to_owned(),
        };
        let each: String = self
            .stale()
            .map(|read| format!("\n  {}{}: {}", read.under(), read.told.words, self.behind(read)))
            .collect();
        format!(
            ": {stale} of {of} reads were stale: max {most} versions, mean {mean:.3}; {times}{each}"
        )
    }

    /// For programs.
    pub fn json(&self) -> String {
        let ((most, mean), times) = self.totals();
        let each = self.reads.iter().map(|read| {
            let line = read.told.lines.first();
            let behind = (!self.is_timeless).then_some(ms(read.behind));
            format!(
                "{{\"line\":{},\"process\":{},\"key\":{},\"versions\":{},\"behind_ms\":{}}}",
                json!(line),
                read.process,
                json!(read.key),
                read.versions,
                json!(behind),
            )
        });
        let each: Vec<String> = each.collect();
        let times = times.map_or(Json::Null, |(most, mean)| json!({"max": most, "mean": mean}));
        format!(
            "{{\"reads\":{},\"stale\":{},\"versions\":{{\"max\":{most},\"mean\":{}}},\"behind_ms\":{times},\"each\":[{}]}}",
            self.reads.len(),
            self.stale().count(),
            json!(mean),
            each.join(","),
        )
    }
}

impl Read {
    /// Its register, if that has a name.
    fn under(&self) -> String {
        self.key.as_deref().map_or_else(String::new, |key| format!("key {}: ", short(key)))
    }
}

fn ms(us: u64) -> f64 {
    us as f64 / 1_000.0
}
