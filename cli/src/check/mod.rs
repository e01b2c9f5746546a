//! `replicarium check`: judges histories that others have recorded.

mod guarantees;
mod linearizable;
pub mod options;
mod report;
mod staleness;
mod words;

use crate::history::{
    open,
    registers::{Meaning, Registers},
};
use options::{Options, Question};
use replicarium::check::Property;
use std::{process::ExitCode, time::Instant};

/// What is said of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Holds,
    Violated(Witness),
    /// The budget was spent when so many of a register's operations had their place.
    Undecided {
        placed: u32,
        of: u32,
    },
}

/// Why a promise was not kept: in words, and the lines that they name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    pub words: String,
    pub lines: Vec<u32>,
}

/// Judges every file. The worst of what was found decides the exit status: a file that cannot be read or
/// judged, a violation, an open question, in this order.
pub fn run(options: &Options) -> ExitCode {
    let mut worst = 0;
    for file in &options.files {
        let status = judge(file, options, &mut |line| crate::print(line)).unwrap_or_else(|error| {
            eprintln!("replicarium: {file}: {error}");
            2
        });
        worst = [2, 1, 3].into_iter().find(|it| [worst, status].contains(it)).unwrap_or(0);
    }
    ExitCode::from(worst)
}

/// Judges a file; says a line of each property. The exit status, or why it cannot be read or judged.
pub fn judge(
    file: &str,
    options: &Options,
    say: &mut dyn FnMut(&str) -> Result<(), String>,
) -> Result<u8, String> {
    let (format, events) =
        open::open(file, options.format).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => "no such file".to_owned(),
            _ => error.to_string(),
        })?;
    let (nil, failed_cas) = format.usual();
    let meaning = Meaning {
        model: options.model,
        initial: options.initial.clone(),
        nil: options.nil.unwrap_or(nil),
        failed_cas: options.failed_cas.unwrap_or(failed_cas),
    };
    let mut registers = Registers::gather(meaning, events).map_err(|error| error.to_string())?;
    let mut worst = 0;
    for &question in &options.questions {
        let start = Instant::now();
        let cannot = |why| format!("{} cannot be judged: {why}", question.name());
        let (verdict, staleness) = match question {
            Question::Promise(Property::Linearizable) => {
                (linearizable::judge(&mut registers, options.budget), None)
            }
            Question::Promise(property) => {
                let verdict = guarantees::judge(&mut registers, property, options.budget);
                (verdict.map_err(cannot)?, None)
            }
            Question::Staleness => {
                let measure = staleness::measure(&mut registers).map_err(cannot)?;
                (measure.verdict(), Some(measure))
            }
        };
        let status = match verdict {
            Verdict::Violated(_) => 1,
            Verdict::Undecided { .. } => 3,
            Verdict::Holds => 0,
        };
        worst = [1, 3].into_iter().find(|it| [worst, status].contains(it)).unwrap_or(0);
        let line = report::Line {
            file,
            question,
            verdict: &verdict,
            staleness: staleness.as_ref(),
            operations: registers.operations(),
            took: start.elapsed(),
        };
        say(&if options.json { line.json() } else { line.text() })?;
    }
    Ok(worst)
}

/// Judges everything of a history, for tests that only want to know whether it can be done.
#[cfg(test)]
pub fn judge_all(registers: &mut Registers) {
    for &property in Property::ALL {
        let _ = guarantees::judge(registers, property, 1_000);
    }
    let _ = linearizable::judge(registers, 100_000);
    let _ = staleness::measure(registers);
}

#[cfg(test)]
mod tests;
