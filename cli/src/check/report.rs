//! A verdict as a line of output.

use super::{Verdict, Witness, options::Question, staleness::Measure};
use crate::history::registers::{FailedCas, Nil, Registers, Tally};
use replicarium::check::{Property, session::Sessions};
use serde::Serialize;
use std::time::Duration;

/// The verdict on one file and question.
pub struct Line<'a> {
    pub file: &'a str,
    pub question: Question,
    pub verdict: &'a Verdict,
    /// The measurements, if the question is staleness.
    pub staleness: Option<&'a Measure>,
    pub operations: usize,
    pub reading: Reading,
    pub took: Duration,
}

/// How the file was read.
#[derive(Clone, Copy, Serialize)]
pub struct Reading {
    /// The meaning of a read of nil.
    nil: &'static str,
    /// The meaning of a failed compare-and-set.
    failed_cas: &'static str,
    /// The number of events that were skipped.
    skipped: usize,
    #[serde(skip)]
    tally: Tally,
}

impl Reading {
    /// How the history of these registers was read.
    pub fn of(registers: &Registers) -> Self {
        let meaning = registers.meaning();
        let tally = registers.tally();
        Self {
            nil: match meaning.nil {
                Nil::Absent => "absent",
                Nil::Unknown => "unknown",
            },
            failed_cas: match meaning.failed_cas {
                FailedCas::Observed => "observed",
                FailedCas::Dropped => "dropped",
            },
            skipped: tally.skipped,
            tally,
        }
    }

    /// What of it mattered, for people: ` (nil: unknown, 3 events skipped)`.
    fn text(&self) -> String {
        let Self { nil, failed_cas, skipped, tally } = self;
        let nil = (tally.nil_reads > 0).then(|| format!("nil: {nil}"));
        let failed = (tally.failed_cas > 0).then(|| format!("failed cas: {failed_cas}"));
        let skipped = match skipped {
            0 => None,
            1 => Some("1 event skipped".to_owned()),
            n => Some(format!("{n} events skipped")),
        };
        let all: Vec<String> = [nil, failed, skipped].into_iter().flatten().collect();
        if all.is_empty() { String::new() } else { format!("  ({})", all.join(", ")) }
    }
}

/// A line as a JSON object.
#[derive(Serialize)]
struct Record<'a> {
    file: &'a str,
    property: &'static str,
    verdict: &'static str,
    /// The property that is violated if this one is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    or: Option<&'static str>,
    operations: usize,
    ms: f64,
    #[serde(flatten)]
    reading: Reading,
    witness: Option<&'a Witness>,
    #[serde(skip_serializing_if = "Option::is_none")]
    staleness: Option<&'a Measure>,
}

impl Line<'_> {
    /// Milliseconds, to the µs.
    fn ms(&self) -> f64 {
        self.took.as_micros() as f64 / 1_000.0
    }

    const fn verdict(&self) -> &'static str {
        match self.verdict {
            Verdict::Holds => "holds",
            Verdict::Violated(_) => "violated",
            Verdict::Undecided { .. } => "unknown",
        }
    }

    /// The property that is violated if this one is not: what reads show about the order of writes supposes that
    /// they are monotonic.
    fn or(&self) -> Option<&'static str> {
        let Question::Property(property) = self.question else { return None };
        let is_violated = matches!(self.verdict, Verdict::Violated(_));
        let is_joint = is_violated && Sessions::WITH_MONOTONIC_READS.contains(&property);
        is_joint.then(|| Property::MonotonicReads.name())
    }

    /// The line for people.
    pub fn text(&self) -> String {
        let Self { file, question, operations, .. } = self;
        let why = match (self.staleness, self.verdict) {
            (Some(measure), _) => measure.text(),
            (None, Verdict::Holds) => String::new(),
            (None, Verdict::Violated(witness)) => format!(": {}", witness.words),
            (None, Verdict::Undecided { placed, of }) => format!(
                ": the budget was spent; at best {placed} of the register's {of} operations were ordered"
            ),
        };
        let (verdict, ms) = (self.verdict(), self.ms());
        let question = match self.or() {
            Some(other) => format!("{} or {other}", question.name()),
            None => question.name().to_owned(),
        };
        let reading = self.reading.text();
        format!(
            "{file}  {question}  {verdict}  {operations} operations  {ms:.1} ms{reading}{why}\n"
        )
    }

    /// The line for programs.
    pub fn json(&self) -> String {
        let witness = match self.verdict {
            Verdict::Violated(witness) => Some(witness),
            Verdict::Holds | Verdict::Undecided { .. } => None,
        };
        let record = Record {
            file: self.file,
            property: self.question.name(),
            verdict: self.verdict(),
            or: self.or(),
            operations: self.operations,
            ms: self.ms(),
            reading: self.reading,
            witness,
            staleness: self.staleness,
        };
        crate::json::line(&record)
    }
}
