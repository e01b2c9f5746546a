//! `replicarium run` and `replicarium scenarios`.

mod latency;
mod verdicts;
mod what_if;
mod words;

use crate::{
    history::{edn, export, jsonl},
    print,
    status::Status,
};
use clap::{Args, ValueEnum};
use replicarium::{
    history::Operation,
    scenario::{ParseError, Run, Scenario, library},
    sim::setup::SetupError,
    time::{Duration, DurationError, Instant},
};
use std::{fmt::Write, fs, io, rc::Rc};

/// Run a scenario, or replay a recorded run, and print every step and its effects
///
/// A recorded run replays exactly as it was recorded, or the command fails.
#[derive(Args, Debug)]
pub struct Options {
    /// A scenario file, a file with a recorded run, or the name of a scenario (see `replicarium scenarios`)
    scenario: String,
    /// Seed of the random draws, in place of the scenario's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// When the run ends, in place of the scenario's end: 2s, 350ms
    #[arg(long, value_name = "TIME", value_parser = end)]
    until: Option<Duration>,
    /// Print what clients observed instead of the steps
    #[arg(long)]
    history: bool,
    /// Print what clients observed in a format for other programs (see `replicarium check`)
    #[arg(long, value_name = "FORMAT", conflicts_with_all = ["history", "verdicts", "what_if"])]
    export: Option<Export>,
    /// After the run, print a verdict for each property, and how long clients waited
    ///
    /// A line has the property's name, whether the protocol with its settings at the end of the run promises
    /// it, the verdict, and for a violation the operations that prove it. Two more lines have the latencies of reads and of
    /// writes. The exit status is 1 if a promised property is violated.
    #[arg(long, group = "judged")]
    verdicts: bool,
    /// Print what would have kept each guarantee that the run breaks
    ///
    /// Each setting of the mode is changed from the start of the run, each fault is left out, one at a time; every such run
    /// is replayed to the same end and judged. A line has the property's name, a change under which it is kept, and the
    /// price: differences to the original run. The exit status is 1 if a broken guarantee is kept by no setting.
    #[arg(long, group = "judged", conflicts_with = "history")]
    what_if: bool,
    /// Print each verdict, or each change, as a JSON object
    #[arg(long, requires = "judged")]
    json: bool,
    /// Print the verdicts only
    #[arg(long, requires = "verdicts", conflicts_with = "history")]
    quiet: bool,
}

/// How to print what clients observed, for other programs.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Export {
    /// A JSON object a line
    Jsonl,
    /// Jepsen's EDN
    Edn,
}

/// Why a scenario cannot be run.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct RunError {
    /// The scenario, as it was named on the command line.
    name: String,
    problem: Problem,
}

/// What is wrong with a scenario.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("no such file, and no scenario of that name")]
    NotFound,
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the file has {0} bytes; at most {LIMIT} are read")]
    TooLong(u64),
    #[error("not UTF-8 from byte {0} on")]
    NotUtf8(usize),
    #[error(transparent)]
    Parse(#[from] ParseError),
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error("a recorded run cannot be changed; --seed and --until apply to scenarios only")]
    Recorded,
}

/// Files longer than this many bytes are refused.
const LIMIT: u64 = 16 << 20;

/// Runs the scenario and prints what the options ask for.
///
/// # Errors
/// The scenario cannot be read or started, or the output cannot be written.
pub fn run(options: &Options) -> Result<Status, RunError> {
    let at = |problem| RunError { name: options.scenario.clone(), problem };
    let run = load(options).map_err(at)?;
    complain(&run);
    let mut text = match options.export {
        Some(format) => {
            let left_out = export::left_out(run.trace.history().operations());
            if left_out > 0 {
                eprintln!(
                    "replicarium: {left_out} requests concern no register, such as inserts and statements, and are left out"
                );
            }
            export(&run, format)
        }
        None if options.what_if => String::new(),
        None if options.history => history(&run),
        None if options.quiet => String::new(),
        None => run.to_string(),
    };
    let mut status = Status::Holds;
    if options.verdicts {
        let verdicts = verdicts::of(&run);
        let line = if options.json { verdicts::Line::json } else { verdicts::Line::text };
        text.extend(verdicts.iter().map(line));
        text.extend(latency::lines(&run, options.json));
        if verdicts.iter().any(verdicts::Line::is_broken_promise) {
            status = Status::Violated;
        }
    }
    if options.what_if {
        let answers = what_if::of(&run);
        let lines = answers.lines(&run);
        let line = if options.json { what_if::Line::json } else { what_if::Line::text };
        text.extend(lines.iter().map(line));
        if lines.iter().any(what_if::Line::is_nothing) {
            status = Status::Violated;
        }
    }
    print(&text).map_err(|error| at(error.into()))?;
    Ok(status)
}

/// Says on the error output which lines of the script did not happen, and whether the run was cut short.
fn complain(run: &Run) {
    let Run { scenario, trace } = run;
    for (n, refusal) in trace.skipped() {
        let line = scenario.setup.script[usize::from(n)];
        match refusal {
            Some(refusal) => eprintln!("did not happen: {line}: {refusal}"),
            None => eprintln!("did not happen: {line}"),
        }
    }
    let (now, until) = (trace.tip().now(), scenario.setup.until);
    let more = trace.next().is_some_and(|step| step.at <= until);
    if trace.len() >= Scenario::STEPS && more {
        eprintln!("stopped after {} steps, at {now} of {until}", Scenario::STEPS);
    }
}

/// Reads a scenario or a recorded run, and runs it.
fn load(options: &Options) -> Result<Run, Problem> {
    let text = read(&options.scenario)?;
    if text.trim_start().starts_with("replicarium run") {
        if options.seed.is_some() || options.until.is_some() {
            return Err(Problem::Recorded);
        }
        return Ok(text.parse()?);
    }
    let mut scenario: Scenario = text.parse()?;
    let setup = Rc::make_mut(&mut scenario.setup);
    setup.seed = options.seed.unwrap_or(setup.seed);
    setup.until = options.until.map_or(setup.until, |until| Instant(0) + until);
    let trace = scenario.run()?;
    Ok(Run { scenario, trace })
}

/// The text of a file, or of the library's scenario with this name.
fn read(name: &str) -> Result<String, Problem> {
    let size = match fs::metadata(name) {
        Ok(file) => file.len(),
        Err(error) => {
            let scenario = library::find(name).map(|entry| entry.text().to_owned());
            let is_missing = error.kind() == io::ErrorKind::NotFound;
            return scenario.ok_or(if is_missing { Problem::NotFound } else { error.into() });
        }
    };
    if size > LIMIT {
        return Err(Problem::TooLong(size));
    }
    String::from_utf8(fs::read(name)?)
        .map_err(|error| Problem::NotUtf8(error.utf8_error().valid_up_to() + 1))
}

/// Reads the value of `--until`.
fn end(text: &str) -> Result<Duration, EndError> {
    let until = text.parse()?;
    if until > Scenario::LONGEST { Err(EndError::TooLong) } else { Ok(until) }
}

/// Why a text is no end of a run.
#[derive(Debug, thiserror::Error)]
enum EndError {
    #[error(transparent)]
    NoDuration(#[from] DurationError),
    #[error("more than an hour (3600s)")]
    TooLong,
}

/// What clients observed, an event a line.
fn export(run: &Run, format: Export) -> String {
    let line = match format {
        Export::Jsonl => jsonl::write,
        Export::Edn => edn::write,
    };
    export::events(run.trace.history().operations()).iter().map(line).collect()
}

/// What clients observed, an operation a line.
fn history(run: &Run) -> String {
    let mut text = String::new();
    for Operation { id, via, request, invoked, ended, .. } in run.trace.history().operations() {
        let asked = format!("{id}  {request} via {via}");
        let (from, step) = invoked;
        let end = match ended {
            Some((outcome, at, _)) => format!("{at:<11} {outcome}"),
            None => format!("{:<11} still waiting", ""),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{asked:<38} step {step:<5} {from:<11} {end}");
    }
    text
}

/// The names and titles of the library's scenarios, by topic.
pub fn scenarios() -> String {
    let mut text = String::new();
    let mut topic = "";
    for entry in library::ALL {
        if entry.topic.en != topic {
            topic = entry.topic.en;
            let _ = writeln!(text, "\n{topic}");
        }
        let _ = writeln!(text, "{:<42} {}", entry.name, entry.title.en);
    }
    text
}
