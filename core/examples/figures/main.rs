//! Native benchmarks of the engine: prints a line of JSON per figure. `cargo xtask bench` runs this.

mod histories;
mod work;

use std::time::Instant as Clock;
use work::{median, rate, report};

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    let on = "native, one core";
    // First, before other benchmarks allocate memory.
    if wants("trace_bytes_per_step")
        && let Some(value) = trace_bytes()
    {
        report("trace_bytes_per_step", value, "bytes", on);
    }
    if wants("steps_per_second_native") {
        let value = median((0..5).map(|_| rate(2_000_000, now)).collect());
        report("steps_per_second_native", value, "steps/s", on);
    }
    for (name, setting) in [
        ("steps_per_second_async", "set replication asynchronous\n"),
        ("steps_per_second_semi_sync", "set replication semi-synchronous\n"),
    ] {
        if wants(name) {
            let work = format!("{}{setting}", work::ASYNCHRONOUS);
            let value = median((0..5).map(|_| work::rate_of(&work, 2_000_000, now)).collect());
            report(name, value, "steps/s", on);
        }
    }
    if wants("steps_per_second_row_log") {
        let work = work::row_log(4_900);
        let value = median((0..5).map(|_| work::rate_of(&work, 50_000, now)).collect());
        report("steps_per_second_row_log", value, "steps/s", on);
    }
    if wants("write_at_100000_rows_us") {
        report("write_at_100000_rows_us", work::write_at(100_000, now), "µs", on);
    }
    if wants("steps_per_second_multi_leader") {
        let value = (0..5).map(|_| work::rate_of(work::LEADERS, 2_000_000, now)).collect();
        report("steps_per_second_multi_leader", median(value), "steps/s", on);
    }
    if wants("steps_growth_ratio") {
        report("steps_growth_ratio", growth(), "ratio", on);
    }
    if wants("seek_p99_us") {
        report("seek_p99_us", work::seek_p99(now), "µs", on);
    }
    for (name, operations, violated) in [
        ("linearizable_ops_per_second_1k", 1_000, false),
        ("linearizable_ops_per_second_10k", 10_000, false),
        ("linearizable_ops_per_second_violated_10k", 10_000, true),
    ] {
        if wants(name) {
            report(name, histories::linearizable(operations, violated, now), "operations/s", on);
        }
    }
    if wants("session_ops_per_second") {
        report("session_ops_per_second", histories::session_rate(now), "operations/s", on);
    }
}

/// Resident memory per step of a trace of a million steps, including checkpoints and history, in bytes.
fn trace_bytes() -> Option<f64> {
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix(" kB")?.parse::<f64>().ok()
    };
    // A short run first loads code and tables.
    drop(work::run(1_000));
    let before = resident()?;
    let trace = work::run(1_000_000);
    let after = resident()?;
    Some((after - before) * 1024.0 / f64::from(trace.len()))
}

fn now() -> f64 {
    use std::sync::OnceLock;
    static START: OnceLock<Clock> = OnceLock::new();
    START.get_or_init(Clock::now).elapsed().as_secs_f64()
}

/// The rate of a run of 10⁷ steps divided by the median rate of runs of 10⁴ steps: the median of three ratios.
fn growth() -> f64 {
    let pair = || {
        let short = median((0..101).map(|_| rate(10_000, now)).collect());
        rate(10_000_000, now) / short
    };
    median((0..3).map(|_| pair()).collect())
}
