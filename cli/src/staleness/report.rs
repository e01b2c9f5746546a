//! The report, for people and for programs.

use super::{
    latency::{MS, ticks},
    options::Options,
    tally::{Tally, Times, VERSIONS},
    theory::{self, CONFIDENCE, Share},
};
use crate::json;
use serde::Serialize;
use std::fmt::Write;

/// The quantiles of latencies, in thousandths.
const QUANTILES: [u64; 3] = [500, 990, 999];

/// A length of time in ms and the bounds of its interval; `high` is `None` if there are too few trials for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub ms: f64,
    pub low: f64,
    pub high: Option<f64>,
}

/// The results of a measurement.
pub struct Report<'a> {
    options: &'a Options,
    tally: &'a Tally,
    /// For each time, the probability that a read is fresh.
    pub p_fresh: Vec<(f64, Share)>,
    pub t_999: Estimate,
    pub read: [Estimate; QUANTILES.len()],
    pub write: [Estimate; QUANTILES.len()],
    /// For each number of versions, the closed form, and the measured probability if there are enough trials.
    pub versions: Vec<(u32, f64, Option<Share>)>,
}

/// Ticks in ms, rounded to six digits, which is more than the trials can tell.
fn ms(time: f64) -> f64 {
    let time = time / MS;
    format!("{time:.5e}").parse().unwrap_or(time)
}

fn quantile(times: &Times, mille: u64, of: u64) -> Estimate {
    let [low, middle, high] = theory::ranks(mille, of);
    let (least, most) = times.at_rank(middle).unwrap_or_default();
    Estimate {
        ms: ms((least + most) as f64 / 2.0),
        low: match low {
            0 => 0.0,
            _ => ms(times.at_rank(low).unwrap_or_default().0 as f64),
        },
        high: times.at_rank(high).map(|(_, most)| ms(most as f64)),
    }
}

impl<'a> Report<'a> {
    /// The report on a tally of at least one trial.
    #[must_use]
    pub fn new(options: &'a Options, tally: &'a Tally) -> Self {
        let quorum = options.quorum();
        let fresh = |&t: &f64| Some((t, theory::share(tally.fresh_at(ticks(t)), tally.trials)?));
        let latency = |times| QUANTILES.map(|mille| quantile(times, mille, tally.trials));
        let versions = VERSIONS.iter().zip(tally.within).map(|(&k, hits)| {
            let closed = theory::within_versions(quorum, k);
            (k, closed, theory::share(hits, tally.groups))
        });
        Self {
            options,
            tally,
            p_fresh: options.times.iter().filter_map(fresh).collect(),
            t_999: quantile(&tally.visible, 999, tally.trials),
            read: latency(&tally.read),
            write: latency(&tally.write),
            versions: versions.collect(),
        }
    }

    /// The report for people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        let Options { n, w, r, seed, wan, cluster, .. } = self.options;
        let what = if *cluster { "simulated protocol" } else { "WARS model" };
        let trials = self.tally.trials;
        writeln!(text, "{what}, n = {n}, w = {w}, r = {r}; {trials} trials, seed {seed}")?;
        for (letter, distribution) in self.options.distributions() {
            writeln!(text, "  {letter} {}", distribution.text)?;
        }
        if let Some(wan) = wan {
            writeln!(text, "  and {wan} ms one way, but for the local replica")?;
        }
        writeln!(text, "In brackets: intervals that hold the true value in 95 of 100 cases.")?;

        writeln!(text, "\nA read that starts t after the write was acknowledged sees it:")?;
        writeln!(text, "  {:>9}  probability", "t, ms")?;
        for (t, share) in &self.p_fresh {
            writeln!(text, "  {t:>9}  {}", probability(share))?;
        }
        writeln!(text, "  99.9 % see it from t = {} ms on", self.t_999.text())?;

        writeln!(text, "\nLatency, ms:")?;
        writeln!(text, "  {:<6} {:<26} {:<26} p99.9", "", "p50", "p99")?;
        for (name, [p50, p99, p999]) in [("read", self.read), ("write", self.write)] {
            let (p50, p99, p999) = (p50.text(), p99.text(), p999.text());
            writeln!(text, "  {name:<6} {p50:<26} {p99:<26} {p999}")?;
        }

        writeln!(text, "\nA read that starts at once returns one of the last k versions:")?;
        writeln!(
            text,
            "  {:>2}  closed form  measured, in {} runs of writes",
            "k", self.tally.groups
        )?;
        for (k, closed, measured) in &self.versions {
            let measured = measured.as_ref().map_or("too few trials".to_owned(), probability);
            writeln!(text, "  {k:>2}  {closed:<11.6}  {measured}")?;
        }
        Ok(())
    }

    /// The report for programs: an object on a line.
    #[must_use]
    pub fn json(&self) -> String {
        let probability = |share: Option<Share>| Probability {
            p: share.map(|share| share.part),
            low: share.map(|share| share.low),
            high: share.map(|share| share.high),
        };
        let fresh = self.p_fresh.iter();
        let versions = self.versions.iter();
        json::line(&Record {
            p_fresh: fresh
                .map(|&(t_ms, share)| Fresh { t_ms, probability: probability(Some(share)) })
                .collect(),
            t_999_ms: self.t_999.ms,
            read_ms: Quantiles::new(&self.read, |estimate| estimate.ms),
            write_ms: Quantiles::new(&self.write, |estimate| estimate.ms),
            trials: self.tally.trials,
            confidence: CONFIDENCE,
            intervals: Intervals {
                t_999_ms: self.t_999.interval(),
                read_ms: Quantiles::new(&self.read, Estimate::interval),
                write_ms: Quantiles::new(&self.write, Estimate::interval),
            },
            versions: versions
                .map(|&(k, closed_form, share)| Versions {
                    k,
                    closed_form,
                    probability: probability(share),
                })
                .collect(),
            seed: self.options.seed,
        })
    }
}

/// The report as a JSON object.
#[derive(Serialize)]
struct Record {
    p_fresh: Vec<Fresh>,
    t_999_ms: f64,
    read_ms: Quantiles<f64>,
    write_ms: Quantiles<f64>,
    trials: u64,
    confidence: f64,
    intervals: Intervals,
    versions: Vec<Versions>,
    seed: u64,
}

#[derive(Serialize)]
struct Fresh {
    t_ms: f64,
    #[serde(flatten)]
    probability: Probability,
}

#[derive(Serialize)]
struct Versions {
    k: u32,
    closed_form: f64,
    #[serde(flatten)]
    probability: Probability,
}

/// A probability and its interval, or nulls.
#[derive(Serialize)]
struct Probability {
    p: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct Intervals {
    t_999_ms: Interval,
    read_ms: Quantiles<Interval>,
    write_ms: Quantiles<Interval>,
}

/// A lower bound, and an upper bound if there are enough trials for one.
type Interval = (f64, Option<f64>);

/// A value for each of [`QUANTILES`].
#[derive(Serialize)]
struct Quantiles<T> {
    p50: T,
    p99: T,
    p999: T,
}

impl<T> Quantiles<T> {
    fn new([p50, p99, p999]: &[Estimate; QUANTILES.len()], value: fn(&Estimate) -> T) -> Self {
        Self { p50: value(p50), p99: value(p99), p999: value(p999) }
    }
}

fn probability(Share { part, low, high }: &Share) -> String {
    format!("{part:.6} [{low:.6}, {high:.6}]")
}

impl Estimate {
    const fn interval(&self) -> Interval {
        (self.low, self.high)
    }

    fn text(&self) -> String {
        let high = self.high.map_or("?".to_owned(), digits);
        format!("{} [{}, {high}]", digits(self.ms), digits(self.low))
    }
}

/// A number with four digits, or with all digits before its point if there are more.
fn digits(ms: f64) -> String {
    let whole = if ms < 1.0 { 0 } else { ms.log10().floor() as usize };
    format!("{ms:.*}", 3_usize.saturating_sub(whole))
}
