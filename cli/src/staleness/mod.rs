//! `replicarium staleness`: how often reads of a leaderless store are stale, and for how long.
//!
//! A trial is a write and a read with drawn latencies. What comes of them is computed by the WARS model, or
//! found out by running the simulated protocol; everything else is the same for both.

mod cluster;
mod crew;
mod latency;
mod model;
mod network;
pub mod options;
mod progress;
mod report;
mod tally;
mod theory;
mod trial;

use cluster::Protocol;
use crew::Work;
use latency::{file, parse, ticks};
use model::Model;
use network::Network;
use options::{LATENCIES, Options};
use progress::Progress;
use report::Report;
use std::time::Instant;
use tally::Tally;

/// Measures, and returns what is to be printed.
pub fn run(options: &Options) -> Result<String, String> {
    let tally = measure(options)?;
    let report = Report::new(options, &tally);
    Ok(if options.json { report.json() } else { report.text() })
}

fn measure(options: &Options) -> Result<Tally, String> {
    let network = network(options)?;
    let mut times: Vec<_> = options.times.iter().map(|&ms| ticks(ms)).collect();
    times.sort_unstable();
    let Options { quorum, trials, seed, threads, .. } = *options;
    let work = Work { network: &network, n: quorum.n, times: &times, trials, seed, threads };
    let progress = Progress::new(trials);
    if options.cluster {
        work.run(|| Protocol::new(quorum), |done| progress.show(done))
    } else {
        work.run(|| Ok(Model::new(quorum)), |done| progress.show(done))
    }
}

/// Trials a second on one core: n = 3, r = w = 1, and the latencies that the paper fitted to LinkedIn's disks.
pub fn rate() -> Result<f64, String> {
    const WRITE: &str = "mix:0.38*pareto:1.05,1.51+0.62*exp:0.183";
    const OTHERS: &str = "mix:0.9122*pareto:0.235,10+0.0878*exp:1.66";
    let words = "--threads=1 --trials=5000000".split(' ');
    let latencies = LATENCIES.iter().zip([WRITE, OTHERS, OTHERS, OTHERS]);
    let words = words.chain(latencies.flat_map(|(&name, latency)| [name, latency]));
    let options = options::parse(words)?.ok_or("no help was asked for")?;
    let start = Instant::now();
    let trials = measure(&options)?.trials;
    Ok(trials as f64 / start.elapsed().as_secs_f64())
}

fn network(options: &Options) -> Result<Network, String> {
    let read = |which: usize| {
        let text = &options.latencies[which];
        let at = |error| format!("{} {text}: {error}", LATENCIES[which]);
        parse::parse(text, file::read).map_err(at)
    };
    Ok(Network {
        write: read(0)?,
        ack: read(1)?,
        read: read(2)?,
        response: read(3)?,
        wan: options.wan.map(ticks),
    })
}

#[cfg(test)]
mod tests;
