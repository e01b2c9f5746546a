//! The text of a recorded run: the scenario, every step, and in comments the effects of each step.

use super::{
    Scenario,
    error::{Expected, ParseError},
    lex::{Line, Token},
    read::{Draft, version},
    words, write,
};
use crate::{
    id::EnvelopeId,
    sim::{Action, By, Happening, Step, StepLog, Trace},
    time::Instant,
    view::{EnvelopeView, Fate, Kind},
};
use alloc::{string::String, vec::Vec};
use core::{fmt, str::FromStr};
use litemap::LiteMap;

/// The first line of every recorded run.
pub const VERSION: &str = "replicarium run 1";

/// A scenario and a run of it.
#[derive(Debug)]
pub struct Run {
    /// The scenario.
    pub scenario: Scenario,
    /// The run.
    pub trace: Trace,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{VERSION}")?;
        write::body(&self.scenario, f)?;
        writeln!(f, "steps")?;
        let mut flying = LiteMap::new();
        for timer in self.trace.seek(0).view().envelopes {
            flying.insert(timer.id, timer);
        }
        let mut result = Ok(());
        self.trace.watch(0, self.trace.len(), |_, step, log| {
            if result.is_ok() {
                result = show(f, step, log, &mut flying);
            }
        });
        result?;
        writeln!(f, "end {:016x}", self.trace.fingerprint())
    }
}

fn show(
    f: &mut fmt::Formatter<'_>,
    step: Step,
    log: &StepLog,
    flying: &mut LiteMap<EnvelopeId, EnvelopeView>,
) -> fmt::Result {
    let by = match step.by {
        By::Clock => String::from("clock"),
        By::Script(line) => alloc::format!("s{}", line + 1),
        By::Reader => String::from("reader"),
    };
    let at = alloc::format!("@{}", step.at);
    let action = alloc::format!("{}", step.action);
    let moved = step.action.envelope().and_then(|id| flying.get(&id).copied());
    if let Action::Deliver(id) | Action::Drop(id) = step.action {
        flying.remove(&id);
    }
    let moved = moved.map_or_else(String::new, |e| alloc::format!("{}", Path(&e)));
    let line = alloc::format!("{at:<11} {by:<6} {action:<34} # {moved}");
    writeln!(f, "{}", line.trim_end_matches([' ', '#']))?;
    for happening in &log.happenings {
        match happening {
            Happening::Invoked(_) => {}
            Happening::Halted(node) => writeln!(f, "{:18} # {node} stops", "")?,
            Happening::Ended(id, outcome) => {
                write!(f, "{:18} # {id}: {outcome}", "")?;
                if let Some(sight) = &log.sight {
                    let values = sight.values.iter().map(|found| alloc::format!("{}", found.value));
                    let values: Vec<_> = values.collect();
                    write!(f, ", sees {} with {}", values.join(" | "), sight.context)?;
                }
                writeln!(f)?;
            }
            Happening::Noted(node, note) => writeln!(f, "{:18} # {node}: {note}", "")?,
            Happening::Sent(envelope) => {
                flying.insert(envelope.id, *envelope);
                if envelope.kind == Kind::Timer {
                    continue;
                }
                let verb = match envelope.fate {
                    Fate::Arrives => "due",
                    Fate::Lost => "lost",
                };
                let EnvelopeView { id, due, .. } = envelope;
                writeln!(f, "{:18} # {id} {}, {verb} {due}", "", Path(envelope))?;
            }
        }
    }
    Ok(())
}

/// An envelope in words: `A>B store flour`.
struct Path<'a>(&'a EnvelopeView);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EnvelopeView { from, to, label, kind, .. } = self.0;
        match kind {
            Kind::Timer => write!(f, "{to} {label} runs out"),
            Kind::Request | Kind::Reply | Kind::Message | Kind::Power => {
                write!(f, "{from}>{to} {label}")
            }
        }?;
        match label.about {
            Some(operation) => write!(f, " ({operation})"),
            None => Ok(()),
        }
    }
}

impl FromStr for Run {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let first = version(text, VERSION)?;
        let mut draft = Draft::default();
        let mut lines = text.lines().enumerate().skip(first);
        let mut end = first;
        for (n, line) in lines.by_ref() {
            end = n + 1;
            if line.trim() == "steps" {
                break;
            }
            draft.line(n + 1, line)?;
        }
        let scenario = draft.finish(end)?;
        let start = scenario.start().map_err(|error| ParseError {
            line: end,
            column: 1,
            found: String::from("steps"),
            expected: Expected::Sense(error.refusal),
        })?;
        let mut trace = start;
        for (n, text) in lines {
            let mut line = Line::new(n + 1, text);
            if line.is_done() {
                continue;
            }
            let token = line.token();
            if token.text == "end" {
                check(&mut line, &trace)?;
                continue;
            }
            let step = step(token, &mut line)?;
            trace.push(step).map_err(|refusal| token.error(Expected::Sense(refusal)))?;
        }
        Ok(Self { scenario, trace })
    }
}

/// Checks the fingerprint: a recorded run replays exactly, or is refused.
fn check(line: &mut Line<'_>, trace: &Trace) -> Result<(), ParseError> {
    let token = line.token();
    match u64::from_str_radix(token.text, 16) {
        Ok(recorded) if recorded == trace.fingerprint() => line.end(),
        Ok(_) => Err(token.not(
            "the fingerprint of this run as it replays here (it was recorded by a version of the \
             engine that behaves differently, or edited)",
        )),
        Err(_) => Err(token.not("a fingerprint of 16 hexadecimal digits")),
    }
}

fn step(token: Token<'_>, line: &mut Line<'_>) -> Result<Step, ParseError> {
    if !token.text.starts_with('@') {
        return Err(token.not("a step such as @12ms clock deliver e4, or end"));
    }
    let at = Instant(words::length(token.part(1, token.text.len()))?.0);
    let chooser = line.token();
    let by = match chooser.text {
        "clock" => By::Clock,
        "reader" => By::Reader,
        script => {
            const KIND: &str = "clock, reader, or a line of the script such as s3";
            let digits = script.strip_prefix('s').ok_or_else(|| chooser.not(KIND))?;
            let from = script.len() - digits.len();
            let number: u16 = chooser.part(from, script.len()).number(KIND)?;
            By::Script(number.checked_sub(1).ok_or_else(|| chooser.not(KIND))?)
        }
    };
    let action = words::any_action(line)?;
    line.end()?;
    Ok(Step { at, by, action })
}
