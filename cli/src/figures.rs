//! `replicarium figures NAME…`: measures speed and memory, and prints a line of JSON for each figure. Hidden from the
//! help; `cargo xtask bench` runs it.

use crate::{
    arguments,
    check::{self, CheckError},
    history::{Event, Function, Kind, Payload, jsonl},
    json, print,
    staleness::{self, StalenessError},
    status::Status,
};
use replicarium::{
    id::NodeId,
    random::{Dice, Stream},
};
use serde::Serialize;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// A figure.
struct Figure {
    name: &'static str,
    unit: &'static str,
    measure: fn() -> Result<f64, FigureError>,
}

/// Memory comes first, because it is the peak of the process so far.
const FIGURES: &[Figure] = &[
    Figure { name: "check_100k_memory_mb", unit: "MB", measure: memory },
    Figure { name: "staleness_trials_per_second", unit: "trials/s", measure: trials },
];

/// A figure as a JSON object.
#[derive(Serialize)]
struct Record {
    name: &'static str,
    value: u64,
    unit: &'static str,
    on: &'static str,
}

/// Why a figure cannot be measured.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    #[error("no such figure: {name}; there are {}", names())]
    Unknown { name: String },
    #[error("{}: {error}", .path.display())]
    File { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Output(#[from] io::Error),
    #[error(transparent)]
    Options(#[from] clap::Error),
    #[error(transparent)]
    Staleness(#[from] StalenessError),
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error("the verdict on a history without violations is {0:?}")]
    Verdict(Status),
    #[error("/proc/self/status has no VmHWM")]
    NoPeak,
}

fn names() -> String {
    FIGURES.iter().map(|figure| figure.name).collect::<Vec<_>>().join(", ")
}

/// Measures and prints the named figures, or all.
///
/// # Errors
/// A name is unknown, or a figure cannot be measured.
pub fn run(names: &[String]) -> Result<(), FigureError> {
    let is_known = |name: &String| FIGURES.iter().any(|figure| figure.name == name);
    if let Some(unknown) = names.iter().find(|name| !is_known(name)) {
        return Err(FigureError::Unknown { name: unknown.clone() });
    }
    for Figure { name, unit, measure } in FIGURES {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            let value = measure()?.round() as u64;
            print(&json::line(&Record { name, value, unit, on: "native, one core" }))?;
        }
    }
    Ok(())
}

/// The median of five measurements.
fn trials() -> Result<f64, FigureError> {
    const WRITE: &str = "--write-latency=mix:0.38*pareto:1.05,1.51+0.62*exp:0.183";
    const ACK: &str = "--ack-latency=mix:0.9122*pareto:0.235,10+0.0878*exp:1.66";
    const READ: &str = "--read-latency=mix:0.9122*pareto:0.235,10+0.0878*exp:1.66";
    const RESPONSE: &str = "--response-latency=mix:0.9122*pareto:0.235,10+0.0878*exp:1.66";
    let words = ["--threads=1", "--trials=5000000", WRITE, ACK, READ, RESPONSE];
    let options: staleness::Options = arguments::options(&words)?;
    let mut rates = (0..5).map(|_| staleness::rate(&options)).collect::<Result<Vec<_>, _>>()?;
    rates.sort_by(f64::total_cmp);
    Ok(rates[rates.len() / 2])
}

/// The peak of memory, in MB, after `check` judged a history of 100 000 operations for every property that a history
/// can be judged for.
fn memory() -> Result<f64, FigureError> {
    let path = std::env::temp_dir().join(format!("replicarium-{}.jsonl", std::process::id()));
    let failed = |error| FigureError::File { path: path.clone(), error };
    write_history(&path, 100_000).map_err(failed)?;
    let status = judge(&path);
    fs::remove_file(&path).map_err(failed)?;
    let status = status?;
    if status != Status::Holds {
        return Err(FigureError::Verdict(status));
    }
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(peak.ok_or(FigureError::NoPeak)? * 1_024.0 / 1e6)
}

fn judge(path: &Path) -> Result<Status, FigureError> {
    let file = path.to_string_lossy();
    let options: check::Options = arguments::options(&["--property", PROPERTIES, &file])?;
    Ok(check::judge(&file, &options, &mut |line| {
        eprint!("  {line}");
        Ok(())
    })?)
}

const PROPERTIES: &str = "linearizable,sequential,causal,read-your-writes,monotonic-reads,monotonic-writes,\
                          writes-follow-reads,consistent-prefix";
const PROCESSES: usize = 10;
const KEYS: u32 = 4;
/// Operations in a million that are never answered.
const UNANSWERED: u32 = 50_000;

/// The invocation of an outstanding operation, and whether the register has executed it.
type Outstanding = Option<(Event, bool)>;

/// Writes a history of ten processes and four linearizable registers: half reads, half writes. One operation in twenty
/// is never answered; every other such write takes effect.
fn write_history(path: &Path, operations: u32) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut dice = Dice::new(1, Stream::Timer(NodeId(0)), 0);
    let mut outstanding: [Outstanding; PROCESSES] = Default::default();
    let mut registers = [const { Payload::Nil }; KEYS as usize];
    let (mut begun, mut time) = (0, 0);
    while begun < operations || outstanding.iter().any(Option::is_some) {
        let process = dice.below(PROCESSES as u32) as usize;
        time += 1;
        let event = match outstanding[process].take() {
            None if begun == operations => continue,
            None => {
                begun += 1;
                let (key, writes) = (dice.below(KEYS), dice.below(2) == 0);
                let (function, payload) = match writes {
                    true => (Function::Write, Payload::One(begun.to_string())),
                    false => (Function::Read, Payload::Nil),
                };
                let (key, kind) = (Some(key.to_string()), Kind::Invoke);
                let process = process.to_string();
                Event { process, kind, function, key, payload, time: Some(time), error: None }
            }
            Some((event, true)) => Event { kind: Kind::Ok, time: Some(time), ..event },
            Some((mut event, false)) => {
                let is_answered = !dice.chance(UNANSWERED);
                let key = event.key.as_deref().and_then(|key| key.parse::<usize>().ok());
                let register = &mut registers[key.unwrap_or_default()];
                match event.function {
                    Function::Read if is_answered => event.payload = register.clone(),
                    Function::Write if is_answered || dice.below(2) == 0 => {
                        *register = event.payload.clone();
                    }
                    Function::Read | Function::Write | Function::Cas => {}
                }
                if is_answered {
                    outstanding[process] = Some((event, true));
                    continue;
                }
                Event { kind: Kind::Info, time: Some(time), ..event }
            }
        };
        file.write_all(jsonl::write(&event).as_bytes())?;
        if event.kind == Kind::Invoke {
            outstanding[process] = Some((event, false));
        }
    }
    file.flush()
}
