//! `replicarium staleness`: how often reads of a leaderless store are stale, and for how long.
//!
//! A trial is a write and a read with drawn latencies. The WARS model computes its outcome, or the simulated protocol
//! is run to observe it; everything else is common to both.

mod cluster;
mod error;
mod latency;
mod model;
mod network;
mod options;
mod report;
mod tally;
mod theory;
mod trial;
mod workers;

pub use error::StalenessError;
pub use options::Options;

use cluster::Protocol;
use indicatif::{ProgressBar, ProgressStyle};
use latency::ticks;
use model::Model;
use network::Network;
use report::Report;
use std::time::Instant;
use tally::Tally;
use workers::Work;

/// Measures, and returns the report.
///
/// # Errors
/// The options do not fit together, or the protocol did what it should not.
pub fn run(options: &Options) -> Result<String, StalenessError> {
    let tally = measure(options)?;
    let report = Report::new(options, &tally);
    Ok(if options.json { report.json() } else { report.text() })
}

fn measure(options: &Options) -> Result<Tally, StalenessError> {
    options.check()?;
    let quorum = options.quorum();
    let mut times: Vec<_> = options.times.iter().map(|&ms| ticks(ms)).collect();
    times.sort_unstable();
    let progress = progress(options.trials);
    let work = Work {
        network: &network(options),
        n: quorum.n,
        times: &times,
        trials: options.trials,
        seed: options.seed,
        threads: options.threads(),
        progress: &progress,
    };
    let tally = if options.cluster {
        work.run(|| Protocol::new(quorum))
    } else {
        work.run(|| Ok(Model::new(quorum)))
    };
    progress.finish_and_clear();
    tally
}

/// A line with the progress on the standard error, if that is a terminal.
fn progress(trials: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{percent} % of {len} trials, {per_sec}, {eta} left");
    ProgressBar::new(trials).with_style(style.expect("the template is valid"))
}

/// Trials a second on one core, with n = 3, r = w = 1 and the latencies that the paper fitted to LinkedIn's disks.
///
/// # Errors
/// As [`run`].
pub fn rate(options: &Options) -> Result<f64, StalenessError> {
    let start = Instant::now();
    let trials = measure(options)?.trials;
    Ok(trials as f64 / start.elapsed().as_secs_f64())
}

fn network(options: &Options) -> Network {
    Network {
        write: options.write_latency.latency.clone(),
        ack: options.ack_latency.latency.clone(),
        read: options.read_latency.latency.clone(),
        response: options.response_latency.latency.clone(),
        wan: options.wan.map(ticks),
    }
}

#[cfg(test)]
mod tests;
