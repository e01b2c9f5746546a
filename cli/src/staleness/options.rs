//! The options of `replicarium staleness`.

use super::{
    StalenessError,
    latency::{LONGEST, Latency, LatencyError, file, parse},
};
use clap::Args;
use replicarium::quorum::Quorum;
use std::{str::FromStr, thread};

/// Measure how often reads of a leaderless store are stale, and for how long
///
/// The four latencies are those of the WARS model (Bailis et al., VLDB 2012). A distribution DIST, in ms, is
/// fixed:MS, exp:RATE_PER_MS, pareto:XM_MS,ALPHA, lognormal:MEDIAN_MS,P99_MS, empirical:FILE, or a mixture such as
/// mix:0.9*pareto:0.2,10+0.1*exp:1.5; +MS at the end adds a constant.
#[derive(Args, Clone, Debug, PartialEq)]
#[command(allow_negative_numbers = true)]
pub struct Options {
    /// Replicas
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=REPLICAS))]
    pub n: u16,
    /// Responses that a read waits for
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=REPLICAS))]
    pub r: u16,
    /// Acknowledgements that a write waits for
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=REPLICAS))]
    pub w: u16,
    /// W: one way from the coordinator to a replica, for a write
    #[arg(long, value_name = "DIST")]
    pub write_latency: Distribution,
    /// A: one way back, for the acknowledgement of a write
    #[arg(long, value_name = "DIST")]
    pub ack_latency: Distribution,
    /// R: one way from the coordinator to a replica, for a read
    #[arg(long, value_name = "DIST")]
    pub read_latency: Distribution,
    /// S: one way back, for the response to a read
    #[arg(long, value_name = "DIST")]
    pub response_latency: Distribution,
    /// Additional one-way latency of all replicas except the local one
    #[arg(long, value_name = "MS", value_parser = time)]
    pub wan: Option<f64>,
    /// When reads start after the acknowledgement
    #[arg(
        long = "t",
        value_name = "MS",
        value_delimiter = ',',
        default_value = "0,1,5,10",
        value_parser = time,
    )]
    pub times: Vec<f64>,
    /// Trials
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1_000_000,
        value_parser = clap::value_parser!(u64).range(1..=TRIALS),
    )]
    pub trials: u64,
    /// Seed of the random draws; the result does not depend on the number of threads
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=THREADS))]
    pub threads: Option<u16>,
    /// Measure the simulated protocol instead of the model
    #[arg(long)]
    pub cluster: bool,
    /// Print a JSON object instead of tables
    #[arg(long)]
    pub json: bool,
}

/// Upper bounds of the options.
const REPLICAS: i64 = 1_000;
const TRIALS: u64 = 100_000_000_000;
const TIMES: usize = 1_000;
const THREADS: i64 = 1_024;

/// A distribution of latencies and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    pub text: String,
    pub latency: Latency,
}

impl FromStr for Distribution {
    type Err = LatencyError;

    fn from_str(text: &str) -> Result<Self, LatencyError> {
        Ok(Self { text: text.to_owned(), latency: parse::parse(text, file::read)? })
    }
}

impl Options {
    /// Checks that the options fit together.
    ///
    /// # Errors
    /// More responses than replicas, or too many times.
    pub fn check(&self) -> Result<(), StalenessError> {
        let Self { n, w, r, ref times, .. } = *self;
        for (option, responses) in [("--w", w), ("--r", r)] {
            if responses > n {
                return Err(StalenessError::TooFewReplicas { option, responses, n });
            }
        }
        if times.len() > TIMES {
            return Err(StalenessError::TooManyTimes { times: times.len(), most: TIMES });
        }
        Ok(())
    }

    pub const fn quorum(&self) -> Quorum {
        Quorum { n: self.n, w: self.w, r: self.r }
    }

    /// The number of threads.
    pub fn threads(&self) -> usize {
        let cores =
            || thread::available_parallelism().map_or(1, |cores| cores.get().min(THREADS as usize));
        self.threads.map_or_else(cores, usize::from)
    }

    /// W, A, R and S, with their letters.
    pub fn distributions(&self) -> [(char, &Distribution); 4] {
        [
            ('W', &self.write_latency),
            ('A', &self.ack_latency),
            ('R', &self.read_latency),
            ('S', &self.response_latency),
        ]
    }
}

/// Why a text is no time.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not a number of ms from 0 to {LONGEST}")]
struct TimeError;

/// A time in ms.
fn time(text: &str) -> Result<f64, TimeError> {
    let time = text.trim().parse().ok().filter(|ms| (0.0..=LONGEST).contains(ms));
    time.ok_or(TimeError)
}

#[cfg(test)]
#[path = "options_tests.rs"]
mod tests;
