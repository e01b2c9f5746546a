//! The verdicts on a run: whether each property holds, and whether the protocol promises it.

use super::words;
use crate::json;
use replicarium::{
    check::{Property, Verdict},
    id::OperationId,
    mode::Promise,
    review::Review,
    scenario::Run,
};
use serde::Serialize;

/// The verdict on one property.
pub struct Line {
    property: Property,
    /// The work that says why it can be promised, or why it is not.
    promise: Result<&'static str, &'static str>,
    verdict: &'static str,
    /// Why the verdict is unknown.
    why: Option<String>,
    witness: Option<Witness>,
}

/// The proof of a violation.
#[derive(Serialize)]
struct Witness {
    words: String,
    /// The operations that `words` names.
    #[serde(serialize_with = "names")]
    operations: Vec<OperationId>,
}

fn names<S: serde::Serializer>(ids: &[OperationId], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(ids.iter().map(OperationId::to_string))
}

/// A verdict as a JSON object.
#[derive(Serialize)]
struct Record<'a> {
    property: &'static str,
    promised: bool,
    reason: Option<&'a str>,
    source: Option<&'a str>,
    verdict: &'static str,
    witness: Option<&'a Witness>,
}

/// Judges the whole run for every property that applies to it.
pub fn of(run: &Run) -> Vec<Line> {
    let Run { scenario, trace } = run;
    let mut review = Review::of(trace);
    review.go_on(trace, trace.len(), &mut || true);
    let view = trace.tip().view();
    let lines = Property::ALL.iter().filter_map(|&property| {
        let verdict = review.verdict(property, trace.len(), &view)?;
        let promise = match scenario.mode.promises(property, &view) {
            Promise::Made(source) => Ok(source),
            Promise::Never(reason, _) => Err(words::reason(reason)),
        };
        let (word, why, witness) = match verdict {
            Verdict::Holds { .. } => ("holds", None, None),
            Verdict::Unknown(why) => ("unknown", Some(words::why(why)), None),
            Verdict::Violated(witness) => {
                let words = words::witness(trace.history(), property, &witness);
                ("violated", None, Some(Witness { words, operations: witness.operations }))
            }
        };
        Some(Line { property, promise, verdict: word, why, witness })
    });
    lines.collect()
}

impl Line {
    /// Whether the property is promised, but violated.
    pub const fn is_broken_promise(&self) -> bool {
        self.promise.is_ok() && self.witness.is_some()
    }

    /// The line for people.
    pub fn text(&self) -> String {
        let Self { property, verdict, why, witness, .. } = self;
        let promise = match self.promise {
            Ok(source) => format!("promised ({source})"),
            Err(reason) => format!("not promised: {reason}"),
        };
        let because = match witness.as_ref().map(|witness| &witness.words).or(why.as_ref()) {
            None => String::new(),
            Some(words) => format!(": {words}"),
        };
        format!("{property}  {promise}  {verdict}{because}\n")
    }

    /// The line for programs.
    pub fn json(&self) -> String {
        json::line(&Record {
            property: self.property.name(),
            promised: self.promise.is_ok(),
            reason: self.promise.err(),
            source: self.promise.ok(),
            verdict: self.verdict,
            witness: self.witness.as_ref(),
        })
    }
}
