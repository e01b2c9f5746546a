//! What `replicarium staleness` was asked for.

use super::latency::LONGEST;
use replicarium::quorum::Quorum;
use std::{str::FromStr, thread};

/// What to measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub quorum: Quorum,
    /// The distributions of W, A, R and S, as they were written.
    pub latencies: [String; 4],
    /// One way, in ms, added for all replicas but the local one.
    pub wan: Option<f64>,
    /// When reads start after the acknowledgement, in ms.
    pub times: Vec<f64>,
    pub trials: u64,
    pub seed: u64,
    pub threads: usize,
    /// On the simulated protocol.
    pub cluster: bool,
    pub json: bool,
}

/// The options that name the distributions of W, A, R and S.
pub const LATENCIES: [&str; 4] =
    ["--write-latency", "--ack-latency", "--read-latency", "--response-latency"];

/// At most so many replicas, trials, times and threads.
const REPLICAS: u16 = 1_000;
const TRIALS: u64 = 100_000_000_000;
const TIMES: usize = 1_000;
const THREADS: usize = 1_024;

/// Reads the arguments after `staleness`; nothing if help was asked for.
pub fn parse<'a>(mut words: impl Iterator<Item = &'a str>) -> Result<Option<Options>, String> {
    let mut options = Options {
        quorum: Quorum { n: 3, w: 1, r: 1 },
        latencies: Default::default(),
        wan: None,
        times: vec![0.0, 1.0, 5.0, 10.0],
        trials: 1_000_000,
        seed: 1,
        threads: thread::available_parallelism().map_or(1, |it| it.get().min(THREADS)),
        cluster: false,
        json: false,
    };
    while let Some(word) = words.next() {
        // Both `--n 3` and `--n=3`.
        let (flag, mut attached) = match word.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => (flag, Some(value)),
            _ => (word, None),
        };
        let mut value = || {
            let value = attached.take().or_else(|| words.next());
            value.ok_or_else(|| format!("{flag} wants a value after it"))
        };
        match flag {
            "--help" | "-h" => return Ok(None),
            "--n" => options.quorum.n = whole(flag, value()?, 1, REPLICAS)?,
            "--r" => options.quorum.r = whole(flag, value()?, 1, REPLICAS)?,
            "--w" => options.quorum.w = whole(flag, value()?, 1, REPLICAS)?,
            "--wan" => options.wan = Some(time(flag, value()?)?),
            "--t" => options.times = times(flag, value()?)?,
            "--trials" => options.trials = whole(flag, value()?, 1, TRIALS)?,
            "--seed" => options.seed = whole(flag, value()?, 0, u64::MAX)?,
            "--threads" => options.threads = whole(flag, value()?, 1, THREADS)?,
            "--cluster" => options.cluster = true,
            "--json" => options.json = true,
            _ => match LATENCIES.iter().position(|&name| name == flag) {
                Some(which) => value()?.clone_into(&mut options.latencies[which]),
                None if flag.starts_with('-') => return Err(format!("there is no option {flag}")),
                None => return Err(format!("“{word}” is one argument too many")),
            },
        }
        if let Some(value) = attached {
            return Err(format!("{flag} takes no value, but “{value}” is given"));
        }
    }
    check(&options)?;
    Ok(Some(options))
}

/// What can only be seen once all is read.
fn check(options: &Options) -> Result<(), String> {
    let Quorum { n, w, r } = options.quorum;
    for (flag, answers) in [("--w", w), ("--r", r)] {
        if answers > n {
            let mend = format!("at most {n}, or raise --n");
            return Err(format!(
                "{flag} {answers}: of n = {n} replicas no more can answer; {mend}"
            ));
        }
    }
    let missing = LATENCIES.iter().zip(&options.latencies).filter(|(_, text)| text.is_empty());
    let missing: Vec<&str> = missing.map(|(&flag, _)| flag).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Err(format!(
            "staleness wants {missing}, each with a distribution, such as exp:0.2"
        ));
    }
    Ok(())
}

fn whole<T: FromStr + PartialOrd + std::fmt::Display>(
    flag: &str,
    text: &str,
    least: T,
    most: T,
) -> Result<T, String> {
    let number = text.parse().ok().filter(|number| (&least..=&most).contains(&number));
    number.ok_or_else(|| format!("{flag} {text}: not a whole number from {least} to {most}"))
}

fn time(flag: &str, text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=LONGEST).contains(number));
    number.ok_or_else(|| format!("{flag} {text}: not a number of ms from 0 to {LONGEST}"))
}

fn times(flag: &str, text: &str) -> Result<Vec<f64>, String> {
    let one = |word: &str| match word.trim() {
        "" => Err(format!(
            "{flag} “{text}”: a time is missing; it wants ms and commas, such as 0,1,5"
        )),
        word => time(flag, word),
    };
    let times: Vec<f64> = text.split(',').map(one).collect::<Result<_, _>>()?;
    if times.len() > TIMES {
        return Err(format!("{flag}: {} times; at most {TIMES}", times.len()));
    }
    Ok(times)
}

#[cfg(test)]
#[path = "options_tests.rs"]
mod tests;
