//! Measurements compared with closed forms and with published results.

use super::*;
use crate::{
    arguments,
    staleness::{latency::MS, report::Estimate},
};

/// Options with a quorum and distributions for W, A, R and S.
pub fn options((n, r, w): (u16, u16, u16), latencies: [&str; 4]) -> Options {
    let [write, ack, read, response] = latencies;
    let line = format!(
        "--n={n} --r={r} --w={w} --write-latency={write} --ack-latency={ack} --read-latency={read} \
         --response-latency={response} --t=0 --threads=2"
    );
    arguments::options(&line.split(' ').collect::<Vec<_>>()).expect("options")
}

/// Whether `hits` of `of` agree with the probability `p`, within five standard deviations.
fn agrees(hits: u64, of: u64, p: f64) -> bool {
    let (n, slack) = (of as f64, 5.0 * (of as f64 * p * (1.0 - p)).sqrt() + 1e-6 * of as f64 * p);
    (hits as f64 - n * p).abs() <= slack
}

/// The number of times of at most `ms`, with a relative error of the time of at most 10⁻⁴.
fn up_to(spread: &tally::Times, of: u64, ms: f64) -> u64 {
    let below = |rank: u64| spread.at_rank(rank).is_some_and(|(_, high)| high as f64 <= ms * MS);
    let (mut low, mut high) = (0, of + 1);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if below(middle) { low = middle } else { high = middle }
    }
    low
}

/// Each distribution, from its middle far into its tail. With one replica and instant acknowledgements, a write takes
/// as long as its message.
#[test]
fn draws_follow_their_distributions() {
    type Tail = fn(f64) -> f64;
    let cases: [(&str, Tail, [f64; 4]); 6] = [
        ("exp:0.2", |x| (-0.2 * x).exp(), [3.0, 20.0, 34.0, 46.0]),
        ("pareto:0.5,1.5", |x| (0.5 / x).powf(1.5), [0.8, 10.0, 50.0, 232.0]),
        ("pareto:0.235,10", |x| (0.235 / x).powf(10.0), [0.25, 0.4, 0.47, 0.59]),
        // Normal tails at 0, 1, 2.326 and 3.719 standard deviations: 0.5, 0.158655, 0.01, 0.0001.
        (
            "lognormal:2,20",
            |x| {
                let table = [(2.0, 0.5), (5.380_988, 0.158_655), (20.0, 0.01), (79.293, 0.000_1)];
                table.iter().find(|(at, _)| *at == x).map_or(f64::NAN, |(_, tail)| *tail)
            },
            [2.0, 5.380_988, 20.0, 79.293],
        ),
        (
            "mix:0.38*pareto:1.05,1.51+0.62*exp:0.183+5",
            |x| {
                let x = x - 5.0;
                let pareto = if x < 1.05 { 1.0 } else { (1.05 / x).powf(1.51) };
                0.38 * pareto + 0.62 * (-0.183 * x).exp()
            },
            [6.0, 10.0, 40.0, 200.0],
        ),
        (
            "mix:0.25*fixed:1+0.75*fixed:3",
            |x| if x < 3.0 { 0.75 } else { 0.0 },
            [1.5, 2.5, 2.9, 3.1],
        ),
    ];
    for (latency, tail, times) in cases {
        let tally = measure(&options((1, 1, 1), [latency, "fixed:0", "fixed:0", "fixed:0"]));
        let tally = tally.expect("it can be measured");
        for x in times {
            let above = tally.trials - up_to(&tally.write, tally.trials, x);
            let share = above as f64 / tally.trials as f64;
            assert!(agrees(above, tally.trials, tail(x)), "{latency} > {x}: {share} {}", tail(x));
        }
    }
}

/// With n = 3, r = w = 1 and all four latencies exponential with one rate λ, a read that starts t after the
/// acknowledgement is stale with probability 965/3888 · e^(−λt).
///
/// The replica that answers first is stale if its W is longer than M + t + R, where M is the smaller of the other two
/// round trips W + A; its own acknowledgement is later than its W. Because W is memoryless, the probability is e^(−λt) · E e^(−λM) · E e^(−λR). With λ = 1, E e^(−M) = ∫ 2x(1+x) e^(−3x) dx = 10/27; R is evenly
/// spread over the least of three round trips, so E e^(−R) = ∫ 3(1+x)² e^(−3x) (1 − e^(−x)) dx = 193/288.
#[test]
fn exponential_latencies_have_a_closed_form() {
    let rate = 0.25;
    let latency = format!("exp:{rate}");
    let mut options = options((3, 1, 1), [&latency; 4]);
    options.times = vec![0.0, 1.0, 5.0, 10.0, 20.0, 30.0];
    let tally = measure(&options).expect("it can be measured");
    let stale = |t: f64| 965.0 / 3888.0 * (-rate * t).exp();
    for &t in &options.times {
        let got = tally.trials - tally.fresh_at(ticks(t));
        assert!(agrees(got, tally.trials, stale(t)), "{t}: {got} of {}", tally.trials);
    }
    let exact = (965.0 / 3888.0 / 0.001_f64).ln() / rate;
    let Estimate { ms, low, high } = Report::new(&options, &tally).t_999;
    assert!(low < exact && high.is_some_and(|high| exact < high), "{low} {exact} {high:?}");
    assert!((ms / exact - 1.0).abs() < 0.02, "{ms} {exact}");
}

/// If only writes have a latency, a read asks one replica at once, which is stale unless it is among the first w to store
/// the write; for the others the remaining latency is exponential again.
#[test]
fn instant_reads_have_a_closed_form() {
    for (n, w) in [(3_u16, 1_u16), (5, 1), (3, 2)] {
        let mut options = options((n, 1, w), ["exp:1", "fixed:0", "fixed:0", "fixed:0"]);
        options.times = vec![0.0, 0.5, 2.0, 6.0];
        let tally = measure(&options).expect("it can be measured");
        for &t in &options.times {
            let want = (1.0 - f64::from(w) / f64::from(n)) * (-t).exp();
            let got = tally.trials - tally.fresh_at(ticks(t));
            assert!(agrees(got, tally.trials, want), "n = {n}, w = {w}, t = {t}: {got} {want}");
        }
    }
}

#[test]
fn overlapping_quorums_are_never_stale() {
    for n in 1..=5 {
        for (w, r) in (1..=n).flat_map(|w| (1..=n).map(move |r| (w, r))) {
            let mut options = options((n, r, w), ["pareto:1,0.5", "exp:1", "exp:0.1", "exp:1"]);
            (options.trials, options.wan) = (20_000, (n % 2 == 0).then_some(75.0));
            let tally = measure(&options).expect("it can be measured");
            let sure = tally.fresh_at(0) == tally.trials;
            assert_eq!(sure, options.quorum().overlaps(), "{:?}", options.quorum());
        }
    }
}

/// If only the wide area has a latency, a read at another replica becomes fresh after exactly that latency.
#[test]
fn over_a_wide_area_the_local_replicas_are_drawn() {
    let mut options = options((3, 1, 1), ["fixed:0"; 4]);
    (options.wan, options.times) = (Some(75.0), vec![0.0, 74.999, 75.0]);
    let tally = measure(&options).expect("it can be measured");
    for (t, want) in [(0.0, 1.0 / 3.0), (74.999, 1.0 / 3.0), (75.0, 1.0)] {
        assert!(agrees(tally.fresh_at(ticks(t)), tally.trials, want), "{t}");
    }
    let report = Report::new(&options, &tally);
    assert_eq!((report.read[2].ms, report.write[2].ms), (0.0, 0.0));
    assert!((report.t_999.ms / 75.0 - 1.0).abs() < 1e-4, "{:?}", report.t_999);
}

/// A row of the paper's table 4: quorum (r, w), Lr, Lw and t.
type Row = ((u16, u16), [f64; 3]);

/// Table 4 of the paper: for N = 3, the 99.9th percentiles of read and write latency, and the t for 99.9 %,
/// all in ms. The fits are those of its authors' simulator (pbailis/pbs-vldb-historical-paper-material,
/// nrw_solver/src/Simulator.java).
///
/// Latencies agree to three percent. The paper's t are up to a seventh lower, and should be: that simulator
/// drew 50 000 new trials for every step of t and took the first step that came out at 99.9 %, which chance
/// makes too early. The same sweep over our probabilities ends before 45.8 ms for LNKD-DISK with R = W = 1
/// in half of all cases; the paper has 45.5.
#[test]
fn measurements_agree_with_the_papers_table() {
    const SSD: &str = "mix:0.9122*pareto:0.235,10+0.0878*exp:1.66";
    const DISK: &str = "mix:0.38*pareto:1.05,1.51+0.62*exp:0.183";
    const WRITE: &str = "mix:0.939*pareto:3,3.5+0.061*exp:0.0028";
    const READ: &str = "mix:0.982*pareto:1.5,3.8+0.018*exp:0.0217";
    let rows = |it: [[f64; 3]; 6]| -> [Row; 6] {
        let mut quorums = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (1, 3)].into_iter().zip(it);
        std::array::from_fn(|_| quorums.next().expect("there are six"))
    };
    let ssd = rows([
        [0.66, 0.66, 1.85],
        [0.66, 1.63, 1.79],
        [1.63, 0.65, 0.0],
        [1.62, 1.64, 0.0],
        [4.14, 0.65, 0.0],
        [0.65, 4.09, 0.0],
    ]);
    let disk = rows([
        [0.66, 10.99, 45.5],
        [0.65, 20.97, 43.3],
        [1.63, 10.9, 13.6],
        [1.64, 20.96, 0.0],
        [4.12, 10.89, 0.0],
        [0.65, 112.65, 0.0],
    ]);
    let ymmr = rows([
        [5.58, 10.83, 1364.0],
        [5.61, 427.12, 1352.0],
        [32.6, 10.73, 202.0],
        [33.18, 428.11, 0.0],
        [219.27, 10.79, 0.0],
        [5.63, 1870.86, 0.0],
    ]);
    let wan = rows([
        [3.4, 55.12, 113.0],
        [3.4, 167.64, 0.0],
        [151.3, 56.36, 30.2],
        [151.31, 167.72, 0.0],
        [153.86, 55.19, 0.0],
        [3.44, 241.55, 0.0],
    ]);
    for (name, write, others, extra, rows) in [
        ("LNKD-SSD", SSD, SSD, None, ssd),
        ("LNKD-DISK", DISK, SSD, None, disk),
        ("YMMR", WRITE, READ, None, ymmr),
        ("WAN", DISK, SSD, Some(75.0), wan),
    ] {
        for ((r, w), [read, written, t]) in rows {
            let mut options = options((3, r, w), [write, others, others, others]);
            options.wan = extra;
            let tally = measure(&options).expect("it can be measured");
            let report = Report::new(&options, &tally);
            let what = format!("{name}, R = {r}, W = {w}");
            for (got, want) in [(report.read[2], read), (report.write[2], written)] {
                let high = got.high.expect("there are trials enough");
                assert!((got.low * 0.97..high * 1.03).contains(&want), "{what}: {got:?} {want}");
            }
            let Estimate { ms, low, .. } = report.t_999;
            let ratio = if t == 0.0 { f64::from(u8::from(ms == 0.0)) } else { t / low };
            assert!((0.85..1.03).contains(&ratio), "{what}: {:?} {t}", report.t_999);
        }
    }
}

/// Blocks have their own draws, so that it does not matter who counts them.
#[test]
fn results_depend_on_the_seed_and_not_on_the_threads() {
    let said = |threads, seed, trials| {
        let mut options = options((3, 1, 1), ["exp:0.1", "exp:1", "exp:1", "exp:1"]);
        (options.threads, options.seed, options.trials) = (Some(threads), seed, trials);
        (options.json, options.times) = (true, vec![0.0, 5.0]);
        run(&options).expect("it can be measured")
    };
    for trials in [1, 9, 10_001, 50_000] {
        let one = said(1, 1, trials);
        assert_eq!(one, said(2, 1, trials));
        assert_eq!(one, said(7, 1, trials));
        assert!(trials < 1_000 || one != said(1, 2, trials));
    }
}

/// Too few trials give no upper bound.
#[test]
fn few_trials_have_no_upper_bound() {
    let mut options = options((3, 1, 1), ["exp:0.1", "exp:1", "exp:1", "exp:1"]);
    options.trials = 5;
    let tally = measure(&options).expect("it can be measured");
    let report = Report::new(&options, &tally);
    assert!(report.t_999.high.is_none() && report.read[0].high.is_none());
    assert_eq!(report.versions[0].2, None);
    assert!(report.text().contains("too few trials") && report.text().contains(", ?]"));
    let json: serde_json::Value = serde_json::from_str(&report.json()).expect("an object");
    assert_eq!(json["intervals"]["t_999_ms"][1], serde_json::Value::Null);
    assert_eq!(json["versions"][0]["p"], serde_json::Value::Null);
}
