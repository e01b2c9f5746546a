//! `replicarium figures NAME…`: how fast it is and how much memory it takes, a line of JSON each. Not listed in
//! the help; `cargo xtask bench` runs it.

use crate::{
    check,
    history::{Event, Function, Kind, Payload, jsonl},
    staleness,
};
use replicarium::{
    id::NodeId,
    random::{Dice, Stream},
};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

/// A figure, its unit, and how it is measured.
type Figure = (&'static str, &'static str, fn() -> Result<f64, String>);

/// Memory first: it is the most that the process has ever had.
const FIGURES: &[Figure] =
    &[("check_100k_memory_mb", "MB", memory), ("staleness_trials_per_second", "trials/s", trials)];

/// Prints the named figures, or all.
pub fn run(names: &[String]) -> Result<(), String> {
    if let Some(other) = names.iter().find(|name| FIGURES.iter().all(|(it, ..)| it != name)) {
        let all: Vec<&str> = FIGURES.iter().map(|(name, ..)| *name).collect();
        return Err(format!("no such figure: {other}; there are {}", all.join(", ")));
    }
    for (name, unit, measure) in FIGURES {
        if names.is_empty() || names.iter().any(|it| it == name) {
            let value = measure()?;
            crate::print(&format!(
                "{{\"name\":\"{name}\",\"value\":{value:.0},\"unit\":\"{unit}\",\"on\":\"native, one core\"}}\n"
            ))?;
        }
    }
    Ok(())
}

fn trials() -> Result<f64, String> {
    let mut rates = (0..5).map(|_| staleness::rate()).collect::<Result<Vec<f64>, _>>()?;
    rates.sort_by(f64::total_cmp);
    Ok(rates[rates.len() / 2])
}

/// The most memory that `check` takes for a history of 100 000 operations, judged for all that can be judged of
/// it, in millions of bytes.
fn memory() -> Result<f64, String> {
    let path = std::env::temp_dir().join(format!("replicarium-{}.jsonl", std::process::id()));
    let said = |error: io::Error| format!("{}: {error}", path.display());
    register(&path, 100_000).map_err(said)?;
    let judged = judge(&path);
    fs::remove_file(&path).map_err(said)?;
    judged?;
    let status = fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(peak.ok_or("/proc/self/status does not say VmHWM")? * 1_024.0 / 1e6)
}

fn judge(path: &Path) -> Result<(), String> {
    let file = path.to_str().ok_or("the folder for temporary files has an odd name")?;
    let words = ["--property", PROPERTIES, file];
    let options = check::options::parse(words.into_iter())?.ok_or("it asks for help")?;
    let status = check::judge(file, &options, &mut |line| {
        eprint!("  {line}");
        Ok(())
    })?;
    if status == 0 { Ok(()) } else { Err(format!("a good history has status {status}")) }
}

const PROPERTIES: &str = "linearizable,sequential,causal,read-your-writes,monotonic-reads,monotonic-writes,\
                          writes-follow-reads";
const PROCESSES: usize = 10;
const KEYS: u32 = 4;
/// Of a million operations, so many are never answered.
const UNANSWERED: u32 = 50_000;

/// What a process waits for: an invocation, and whether it has met its register.
type Open = Option<(Event, bool)>;

/// Writes what ten processes see of four registers that behave: half reads, half writes. One operation in
/// twenty is never answered; every other such write takes effect.
fn register(path: &Path, operations: u32) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut dice = Dice::new(1, Stream::Timer(NodeId(0)), 0);
    let mut open: [Open; PROCESSES] = Default::default();
    let mut held = [const { Payload::Nil }; KEYS as usize];
    let (mut begun, mut time) = (0, 0);
    while begun < operations || open.iter().any(Option::is_some) {
        let process = dice.below(PROCESSES as u32) as usize;
        time += 1;
        let event = match open[process].take() {
            None if begun == operations => continue,
            None => {
                begun += 1;
                let (key, writes) = (dice.below(KEYS), dice.below(2) == 0);
                let (function, payload) = match writes {
                    true => (Function::Write, Payload::One(begun.to_string())),
                    false => (Function::Read, Payload::Nil),
                };
                let (key, kind) = (Some(key.to_string()), Kind::Invoke);
                let process = process as u64;
                Event { process, kind, function, key, payload, time: Some(time) }
            }
            Some((event, true)) => Event { kind: Kind::Ok, time: Some(time), ..event },
            Some((mut event, false)) => {
                let answered = !dice.chance(UNANSWERED);
                let key = event.key.as_deref().and_then(|key| key.parse::<usize>().ok());
                let held = &mut held[key.unwrap_or_default()];
                match event.function {
                    Function::Read if answered => event.payload = held.clone(),
                    Function::Write if answered || dice.below(2) == 0 => {
                        *held = event.payload.clone();
                    }
                    _ => {}
                }
                if answered {
                    open[process] = Some((event, true));
                    continue;
                }
                Event { kind: Kind::Info, time: Some(time), ..event }
            }
        };
        file.write_all(jsonl::write(&event).as_bytes())?;
        if event.kind == Kind::Invoke {
            open[process] = Some((event, false));
        }
    }
    file.flush()
}
