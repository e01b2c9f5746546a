//! A verdict as a line.

use super::Verdict;
use replicarium::check::Property;
use serde_json::json;
use std::time::Duration;

/// What is said of one file and property.
pub struct Line<'a> {
    pub file: &'a str,
    pub property: Property,
    pub verdict: &'a Verdict,
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
        let Self { file, property, operations, .. } = self;
        let why = match self.verdict {
            Verdict::Holds => String::new(),
            Verdict::Violated(witness) => format!(": {}", witness.words),
            Verdict::Undecided { placed, of } => format!(
                ": the budget was spent; at best {placed} of the register's {of} operations had their place"
            ),
        };
        let (verdict, ms) = (self.verdict(), self.ms());
        format!("{file}  {property}  {verdict}  {operations} operations  {ms:.1} ms{why}\n")
    }

    /// For programs.
    pub fn json(&self) -> String {
        let witness = match self.verdict {
            Verdict::Violated(witness) => json!({"words": witness.words, "lines": witness.lines}),
            _ => json!(null),
        };
        // Written by hand, so that the fields stand in the order in which they are documented.
        let text = |text: &str| json!(text).to_string();
        format!(
            "{{\"file\":{},\"property\":{},\"verdict\":{},\"operations\":{},\"ms\":{},\"witness\":{witness}}}\n",
            text(self.file),
            text(self.property.name()),
            text(self.verdict()),
            self.operations,
            self.ms(),
        )
    }
}
