//! `replicarium check`: judges recorded histories.

mod error;
mod explain;
mod guarantees;
mod linearizable;
mod options;
mod report;
mod sessions;
mod sources;
mod staleness;
mod words;

pub use error::{CheckError, Unjudgeable};
pub use options::Options;

use crate::{
    history::{
        open,
        registers::{Meaning, Registers},
    },
    print,
    status::Status,
};
use options::Question;
use replicarium::check::Property;
use serde::Serialize;
use std::{io, time::Instant};

/// The verdict on a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Holds,
    Violated(Witness),
    /// The budget was spent. At best `placed` of a register's `of` operations were ordered.
    Undecided {
        placed: u32,
        of: u32,
    },
}

/// The proof of a violation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// The lines of the operations that `words` names.
    pub lines: Vec<u32>,
    pub words: String,
}

/// Judges every file, and prints an error for each file that cannot be judged. Returns the most severe status.
pub fn run(options: &Options) -> Status {
    let statuses = options.files.iter().map(|file| {
        judge(file, options, &mut print).unwrap_or_else(|error| {
            eprintln!("replicarium: {file}: {error}");
            Status::Failed
        })
    });
    statuses.max().unwrap_or(Status::Holds)
}

/// Judges a file, and passes a line for each property to `print`.
///
/// # Errors
/// The file cannot be opened, read or judged, or `print` failed.
pub fn judge(
    file: &str,
    options: &Options,
    print: &mut dyn FnMut(&str) -> io::Result<()>,
) -> Result<Status, CheckError> {
    let (format, events) = open::open(file, options.format.into())?;
    let (nil, failed_cas) = format.usual();
    let meaning = Meaning {
        model: options.model,
        initial: options.initial.clone().filter(|value| value != "nil"),
        nil: options.nil.unwrap_or(nil),
        failed_cas: options.failed_cas.unwrap_or(failed_cas),
    };
    let mut registers = Registers::gather(meaning, events)?;
    if registers.operations() == 0 {
        return Err(CheckError::Nothing(registers.tally().skipped));
    }
    let mut worst = Status::Holds;
    for &question in &options.questions {
        let start = Instant::now();
        let unjudgeable = |why| CheckError::Unjudgeable { question: question.name(), why };
        let (verdict, staleness) = match question {
            Question::Property(Property::Linearizable) => {
                let verdict = linearizable::judge(&mut registers, options.budget);
                (verdict.map_err(unjudgeable)?, None)
            }
            Question::Property(property) => {
                let verdict = guarantees::judge(&mut registers, property, options.budget);
                (verdict.map_err(unjudgeable)?, None)
            }
            Question::Staleness => {
                let measure = staleness::measure(&mut registers).map_err(unjudgeable)?;
                (measure.verdict(), Some(measure))
            }
        };
        worst = worst.max(match verdict {
            Verdict::Holds => Status::Holds,
            Verdict::Undecided { .. } => Status::Undecided,
            Verdict::Violated(_) => Status::Violated,
        });
        let line = report::Line {
            file,
            question,
            verdict: &verdict,
            staleness: staleness.as_ref(),
            operations: registers.operations(),
            reading: report::Reading::of(&registers),
            took: start.elapsed(),
        };
        print(&if options.json { line.json() } else { line.text() })?;
    }
    Ok(worst)
}

/// Judges every property of a history, for tests of input that is damaged but readable.
#[cfg(test)]
pub fn judge_all(registers: &mut Registers) {
    for &property in Property::ALL {
        let _ = guarantees::judge(registers, property, 1_000);
    }
    let _ = linearizable::judge(registers, 100_000);
    let _ = staleness::measure(registers);
}

#[cfg(test)]
#[path = "agreement_tests.rs"]
mod agreement;
#[cfg(test)]
mod tests;
