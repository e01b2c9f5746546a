//! The workloads that the benchmarks measure, the same natively and in wasm.

use replicarium::{scenario::Scenario, sim::Trace, time::Instant};

/// Leaderless, 5 nodes, n = 3, w = r = 2, two clients without think time.
pub const WORK: &str = "replicarium scenario 1
mode leaderless
nodes 5
seed 1
set n 3
set w 2
set r 2
client c1 writes any reads any loops think 0ms share 50% keys a,b,c,d
client c2 writes any reads any loops think 0ms share 50% keys a,b,c,d
";

/// Single leader, 5 nodes, two clients without think time that write half of the time.
#[allow(dead_code, reason = "measured natively only")]
pub const ASYNCHRONOUS: &str = "replicarium scenario 1
mode single-leader
nodes 5
seed 1
client c1 writes A reads any loops think 0ms share 50% keys a,b,c,d
client c2 writes A reads any loops think 0ms share 50% keys a,b,c,d
";

/// Four leaders, all to all: each of two clients writes and reads at a leader of its own.
#[allow(dead_code, reason = "measured natively only")]
pub const LEADERS: &str = "replicarium scenario 1
mode multi-leader
nodes 4
seed 1
client c1 writes A reads A loops think 0ms share 50% keys a,b,c,d
client c2 writes B reads B loops think 0ms share 50% keys a,b,c,d
";

/// Single leader, 5 nodes, a row log: one client changes a row by a statement, the other reads one.
#[allow(dead_code, reason = "measured natively only")]
pub fn row_log(operations: u32) -> String {
    use std::fmt::Write;
    let mut work = String::from(
        "replicarium scenario 1
mode single-leader
nodes 5
seed 1
until 60s
set log row
set delay fixed 5ms
set client-delay fixed 1ms
client c1 writes A reads A
client c2 writes A reads A
@0ms c1 sql \"INSERT INTO t (n) VALUES (1), (2), (3), (4)\"
",
    );
    for n in 1..operations {
        let (at, row) = (n * 10, n % 4 + 1);
        let _ = writeln!(work, "@{at}ms c1 sql \"UPDATE t SET n = n + 1 WHERE id = {row}\"");
        let _ = writeln!(work, "@{at}ms c2 read t/{row}");
    }
    work
}

/// Single leader, 2 nodes, a row log: `rows` rows in one table, and then `writes` statements that change or add one.
#[allow(dead_code, reason = "measured natively only")]
pub fn many_rows(rows: usize, writes: usize) -> (String, [Instant; 2]) {
    use std::fmt::Write;
    const AT_ONCE: usize = 100;
    let mut work = String::from(
        "replicarium scenario 1
mode single-leader
nodes 2
seed 1
until 100s
set heartbeat 1000
set log row
set delay fixed 1ms
set client-delay fixed 1ms
client c1 writes A reads A
",
    );
    let values = vec!["(1)"; AT_ONCE].join(", ");
    for n in 0..rows / AT_ONCE {
        let _ = writeln!(work, "@{}ms c1 sql \"INSERT INTO t (n) VALUES {values}\"", n * 5);
    }
    let full = rows / AT_ONCE * 5;
    for n in 0..writes {
        let (at, row) = (full + n * 5, n * 7_919 % rows + 1);
        let _ = match n % 2 {
            0 => writeln!(work, "@{at}ms c1 sql \"UPDATE t SET n = n + 1 WHERE id = {row}\""),
            _ => writeln!(work, "@{at}ms c1 sql \"INSERT INTO t (n) VALUES (1)\""),
        };
    }
    let at = |millis: usize| Instant(millis as u64 * 1_000 - 1);
    (work, [at(full), at(full + writes * 5)])
}

/// The time that a write takes at leader and follower in a table with `rows` rows, in µs.
#[allow(dead_code, reason = "measured natively only")]
pub fn write_at(rows: usize, now: impl Fn() -> f64) -> f64 {
    const WRITES: usize = 2_000;
    let (work, [full, end]) = many_rows(rows, WRITES);
    let mut trace = start(&work);
    trace.run(full, u32::MAX);
    let start = now();
    trace.run(end, u32::MAX);
    let micros = (now() - start) * 1e6;
    let table = trace.tip().view().nodes.iter().map(|node| node.replica.rows.len()).min();
    assert!(table.is_some_and(|table| table >= rows + WRITES / 2), "{table:?} rows");
    micros / WRITES as f64
}

/// A run of `work` at its start.
pub fn start(work: &str) -> Trace {
    let scenario: Scenario = work.parse().expect("the work is a scenario");
    scenario.start().expect("its settings make sense")
}

/// A run of `steps` steps, with history, causal parents and checkpoints.
pub fn run(steps: u32) -> Trace {
    let mut trace = start(WORK);
    trace.run(Instant(u64::MAX), steps);
    assert_eq!(trace.len(), steps);
    trace
}

/// Steps applied per second over a run of `steps` steps.
pub fn rate(steps: u32, now: impl Fn() -> f64) -> f64 {
    rate_of(WORK, steps, now)
}

/// As [`rate`], for the scenario `work`.
pub fn rate_of(work: &str, steps: u32, now: impl Fn() -> f64) -> f64 {
    let mut trace = start(work);
    let start = now();
    trace.run(Instant(u64::MAX), steps);
    let seconds = now() - start;
    assert_eq!(trace.len(), steps);
    std::hint::black_box(trace.fingerprint());
    f64::from(steps) / seconds
}

/// The median, the upper one of an even number of values.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Prints one figure as a line of JSON.
#[allow(dead_code, reason = "the wasm build prints from JavaScript")]
pub fn report(name: &str, value: f64, unit: &str, on: &str) {
    let value = if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.3}") };
    println!(r#"{{"name":"{name}","value":{value},"unit":"{unit}","on":"{on}"}}"#);
}

/// The 99th percentile of 2 000 seeks to random steps of a run of a million steps, in µs.
#[allow(dead_code, reason = "measured natively only")]
pub fn seek_p99(now: impl Fn() -> f64) -> f64 {
    let trace = run(1_000_000);
    let mut times = Vec::new();
    let mut step = 12_345_u64;
    for _ in 0..2_000 {
        step = step.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let to = (step >> 33) as u32 % trace.len();
        let start = now();
        std::hint::black_box(trace.seek(to).now());
        times.push((now() - start) * 1e6);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() * 99 / 100]
}
