//! A verdict as a line.

use super::{Verdict, options::Question, staleness::Measure};
use serde_json::json;
use std::time::Duration;

/// What is said of one file and question.
pub struct Line<'a> {
    pub file: &'a str,
    pub question: Question,
    pub verdict: &'a Verdict,
    /// How stale reads were, if that was asked.
    pub staleness: Option<&'a Measure>,
    pub operations: usize,
    pub took: Duration,
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

    /// For people.
    pub fn text(&self) -> String {
        let Self { file, question, operations, .. } = self;
        let why = match (self.staleness, self.verdict) {
            (Some(measure), _) => measure.text(),
            (None, Verdict::Holds) => String::new(),
            (None, Verdict::Violated(witness)) => format!(": {}", witness.words),
            (None, Verdict::Undecided { placed, of }) => format!(
                ": the budget was spent; at best {placed} of the register's {of} operations had their place"
            ),
        };
        let (verdict, ms, question) = (self.verdict(), self.ms(), question.name());
        format!("{file}  {question}  {verdict}  {operations} operations  {ms:.1} ms{why}\n")
    }

    /// For programs.
    pub fn json(&self) -> String {
        let witness = match self.verdict {
            Verdict::Violated(witness) => json!({"words": witness.words, "lines": witness.lines}),
            _ => json!(null),
        };
        let staleness =
            self.staleness.map_or_else(String::new, |it| format!(",\"staleness\":{}", it.json()));
        // Written by hand, so that the fields stand in the order in which they are documented.
        let text = |text: &str| json!(text).to_string();
        format!(
            "{{\"file\":{},\"property\":{},\"verdict\":{},\"operations\":{},\"ms\":{},\"witness\":{witness}{staleness}}}\n",
            text(self.file),
            text(self.question.name()),
            text(self.verdict()),
            self.operations,
            self.ms(),
        )
    }
}
