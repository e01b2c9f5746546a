//! A verdict as a line of output.

use super::{Verdict, Witness, options::Question, staleness::Measure};
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
    pub took: Duration,
}

/// A line as a JSON object.
#[derive(Serialize)]
struct Record<'a> {
    file: &'a str,
    property: &'static str,
    verdict: &'static str,
    operations: usize,
    ms: f64,
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
        let (verdict, ms, question) = (self.verdict(), self.ms(), question.name());
        format!("{file}  {question}  {verdict}  {operations} operations  {ms:.1} ms{why}\n")
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
            operations: self.operations,
            ms: self.ms(),
            witness,
            staleness: self.staleness,
        };
        crate::json::line(&record)
    }
}
