//! What was measured, for people and for programs.

use super::{
    latency::{MS, ticks},
    options::Options,
    tally::{Spread, Tally, VERSIONS},
    theory::{self, CONFIDENCE, Share},
};
use serde_json::json;
use std::fmt::Write;

/// The quantiles of latencies, in thousandths, and their names in JSON.
const QUANTILES: [(u64, &str); 3] = [(500, "p50"), (990, "p99"), (999, "p999")];

/// A length of time in ms, and between which two the true one lies; no upper bound if there were too few
/// trials for one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub ms: f64,
    pub low: f64,
    pub high: Option<f64>,
}

/// All that is said.
pub struct Report<'a> {
    options: &'a Options,
    tally: &'a Tally,
    pub p_fresh: Vec<(f64, Share)>,
    pub t_999: Estimate,
    pub read: [Estimate; QUANTILES.len()],
    pub write: [Estimate; QUANTILES.len()],
    /// Versions, the closed form, and what was measured if there were enough trials.
    pub versions: Vec<(u32, f64, Option<Share>)>,
}

/// To six digits: more than the trials can tell.
fn ms(time: f64) -> f64 {
    let time = time / MS;
    format!("{time:.5e}").parse().unwrap_or(time)
}

fn quantile(spread: &Spread, mille: u64, of: u64) -> Estimate {
    let [low, middle, high] = theory::ranks(mille, of);
    let (least, most) = spread.at_rank(middle).unwrap_or_default();
    Estimate {
        ms: ms((least + most) as f64 / 2.0),
        low: match low {
            0 => 0.0,
            _ => ms(spread.at_rank(low).unwrap_or_default().0 as f64),
        },
        high: spread.at_rank(high).map(|(_, most)| ms(most as f64)),
    }
}

impl<'a> Report<'a> {
    /// What a tally of at least one trial says.
    #[must_use]
    pub fn new(options: &'a Options, tally: &'a Tally) -> Self {
        let fresh = |&t: &f64| Some((t, theory::share(tally.fresh_at(ticks(t)), tally.trials)?));
        let latency = |spread| QUANTILES.map(|(mille, _)| quantile(spread, mille, tally.trials));
        let versions = VERSIONS.iter().zip(tally.within).map(|(&k, hits)| {
            let closed = theory::within_versions(options.quorum, k);
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

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        let Options { quorum, latencies, seed, wan, cluster, .. } = self.options;
        let what = if *cluster { "simulated protocol" } else { "WARS model" };
        let trials = self.tally.trials;
        writeln!(
            text,
            "{what}, n = {}, w = {}, r = {}; {trials} trials, seed {seed}",
            quorum.n, quorum.w, quorum.r
        )?;
        for (letter, latency) in ["W", "A", "R", "S"].iter().zip(latencies) {
            writeln!(text, "  {letter} {latency}")?;
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

    /// For programs.
    #[must_use]
    pub fn json(&self) -> String {
        let share = |s: &Share| format!(r#""p":{},"low":{},"high":{}"#, s.part, s.low, s.high);
        let fresh = self.p_fresh.iter().map(|(t, p)| format!(r#"{{"t_ms":{t},{}}}"#, share(p)));
        let versions = self.versions.iter().map(|(k, closed, measured)| {
            let none = || r#""p":null,"low":null,"high":null"#.to_owned();
            let measured = measured.as_ref().map_or_else(none, share);
            format!(r#"{{"k":{k},"closed_form":{closed},{measured}}}"#)
        });
        let list = |items: &mut dyn Iterator<Item = String>| items.collect::<Vec<_>>().join(",");
        let of = |latency: &[Estimate; 3], what: &dyn Fn(&Estimate) -> String| {
            let pairs = QUANTILES.iter().zip(latency);
            let mut pairs = pairs.map(|((_, name), it)| format!(r#""{name}":{}"#, what(it)));
            format!("{{{}}}", list(&mut pairs))
        };
        let value = |it: &Estimate| it.ms.to_string();
        let bounds = |it: &Estimate| json!([it.low, it.high]).to_string();
        // Written by hand, so that the fields stand in the order in which they are documented.
        format!(
            concat!(
                r#"{{"p_fresh":[{}],"t_999_ms":{},"read_ms":{},"write_ms":{},"trials":{},"#,
                r#""confidence":{},"intervals":{{"t_999_ms":{},"read_ms":{},"write_ms":{}}},"#,
                r#""versions":[{}],"seed":{}}}"#,
                "\n"
            ),
            list(&mut fresh.into_iter()),
            value(&self.t_999),
            of(&self.read, &value),
            of(&self.write, &value),
            self.tally.trials,
            CONFIDENCE,
            bounds(&self.t_999),
            of(&self.read, &bounds),
            of(&self.write, &bounds),
            list(&mut versions.into_iter()),
            self.options.seed,
        )
    }
}

fn probability(Share { part, low, high }: &Share) -> String {
    format!("{part:.6} [{low:.6}, {high:.6}]")
}

impl Estimate {
    fn text(&self) -> String {
        let high = self.high.map_or("?".to_owned(), digits);
        format!("{} [{}, {high}]", digits(self.ms), digits(self.low))
    }
}

/// With four digits, or all of a number that has more before its point.
fn digits(ms: f64) -> String {
    let whole = if ms < 1.0 { 0 } else { ms.log10().floor() as usize };
    format!("{ms:.*}", 3_usize.saturating_sub(whole))
}
