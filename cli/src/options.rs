//! What was asked for on the command line.

use crate::{
    check::options::{self as check, Options as Check},
    staleness::options::{self as staleness, Options as Staleness},
    vv,
};
use replicarium::clock::Clock;

/// The text of `replicarium help`.
pub const HELP: &str = "\
replicarium: scenarios of replicated databases, run in a terminal

  replicarium run SCENARIO        plays a scenario; prints every step and what came of it
      --seed N                    with other dice
      --until TIME                longer or shorter: 2s, 350ms
      --history                   prints what clients saw instead
      --export jsonl|edn          prints it for other programs (see `check`)
  replicarium run RECORDED        plays a recorded run again; fails if it differs
  replicarium check FILE…         judges histories: JSON lines, Jepsen's logs and EDN; - is the standard input
      --property NAME,…           linearizable (if not given), sequential, causal, read-your-writes,
                                  monotonic-reads, monotonic-writes, writes-follow-reads, staleness
      --format auto|jsonl|jepsen-log|edn
      --model register|cas-register
      --initial VALUE             what each register holds before the first write; if not given, nothing
      --nil absent|unknown        what a read that returned nil has seen: nothing (usual for jsonl and
                                  jepsen-log), or nobody knows (edn)
      --failed-cas observed|dropped
                                  a failed compare-and-set has seen another value (jepsen-log), or never
                                  happened (jsonl, edn)
      --budget N                  placements that a search may try for each register
      --json                      prints an object a line
  replicarium vv                  the clocks of a leaderless store: commands on the standard input, an answer a line
      --clock version-vector|dotted
                                  by which siblings are kept; if not given, dotted
  replicarium staleness           how often reads of a leaderless store are stale, and for how long
      --n N --r N --w N           replicas, answers that a read waits for, and a write (3, 1, 1)
      --write-latency DIST --ack-latency DIST --read-latency DIST --response-latency DIST
                                  one way: a write to a replica and back, a read to a replica and back
      --wan MS                    one way more for all replicas but the local one
      --t MS,…                    when reads start after the acknowledgement (0,1,5,10)
      --trials N                  1000000, if not given
      --seed N, --threads N       the same seed gives the same figures, whatever the threads
      --cluster                   on the simulated protocol instead of the model
      --json                      prints an object
  replicarium scenarios           lists the scenarios that come with it
  replicarium help | --version

DIST, in ms: fixed:MS, exp:RATE_PER_MS, pareto:XM_MS,ALPHA, lognormal:MEDIAN_MS,P99_MS, empirical:FILE,
mix:0.9*pareto:0.2,10+0.1*exp:1.5; at the end +MS moves it by a constant.
SCENARIO is a file, or the name of one that comes with it (see `replicarium scenarios`).
Exit status: 0 done, and all holds; 1 something is violated; 2 something could not be read, found or judged,
and the message says where; 3 undecided within the budget.
";

/// A command.
#[derive(Debug, PartialEq)]
pub enum Command {
    Help,
    Version,
    Scenarios,
    Run(Options),
    Check(Check),
    Clocks(Clock),
    Staleness(Box<Staleness>),
    /// For `cargo xtask bench`.
    Figures(Vec<String>),
}

/// How to run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub scenario: String,
    pub seed: Option<u64>,
    pub until: Option<String>,
    pub history: bool,
    pub export: Option<Export>,
}

/// How to print what clients saw, for other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    Jsonl,
    Edn,
}

/// Reads the arguments.
pub fn parse(arguments: &[String]) -> Result<Command, String> {
    let mut words = arguments.iter().map(String::as_str);
    let command = match words.next() {
        None | Some("help" | "--help" | "-h") => Command::Help,
        Some("version" | "--version" | "-V") => Command::Version,
        Some("scenarios") => Command::Scenarios,
        Some("run") => return run(words),
        Some("check") => {
            return check::parse(words).map(|it| it.map_or(Command::Help, Command::Check));
        }
        Some("vv") => return vv::parse(words).map(|it| it.map_or(Command::Help, Command::Clocks)),
        Some("figures") => return Ok(Command::Figures(words.map(str::to_owned).collect())),
        Some("staleness") => {
            let options = staleness::parse(words)?;
            return Ok(options.map_or(Command::Help, |it| Command::Staleness(Box::new(it))));
        }
        Some(other) => return Err(format!("there is no command “{other}”")),
    };
    match words.next() {
        None => Ok(command),
        Some(more) => Err(format!("“{more}” is one argument too many")),
    }
}

fn run<'a>(mut words: impl Iterator<Item = &'a str>) -> Result<Command, String> {
    let mut options = Options::default();
    let mut scenario = None;
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} wants a value after it"));
        match word {
            "--help" | "-h" => return Ok(Command::Help),
            "--seed" => {
                let text = value()?;
                let number = text.parse().map_err(|_| format!("--seed {text}: not a whole number"));
                options.seed = Some(number?);
            }
            "--until" => options.until = Some(value()?.to_owned()),
            "--history" => options.history = true,
            "--export" => {
                options.export = Some(match value()? {
                    "jsonl" => Export::Jsonl,
                    "edn" => Export::Edn,
                    other => return Err(format!("--export {other}: not one of jsonl, edn")),
                });
            }
            flag if flag.starts_with('-') => return Err(format!("there is no option {flag}")),
            name if scenario.is_none() => scenario = Some(name.to_owned()),
            more => return Err(format!("“{more}” is one argument too many")),
        }
    }
    options.scenario = scenario.ok_or("run wants a scenario: a file, or a name")?;
    Ok(Command::Run(options))
}
