//! The time that judging takes in each frame while the page plays a run.

use crate::work;
use replicarium::{sim::Trace, time::Instant};
use replicarium_web::session::{Branch, JUDGING, playback};

/// A run to play.
struct Play {
    name: &'static str,
    scenario: &'static str,
    /// In hundredths.
    speed: u32,
    steps: u32,
}

/// Five replicas and fifty envelopes; logs that keep all; leaders between whose
/// clients an order has to be searched for; quorums; siblings; answers that do not come.
const PLAYS: [Play; 8] = [
    Play { name: "50 envelopes, 1x", scenario: BUSY, speed: 100, steps: 20_000 },
    Play { name: "50 envelopes, 10x", scenario: BUSY, speed: 1_000, steps: 50_000 },
    Play { name: "single leader, 10x", scenario: LOG, speed: 1_000, steps: 50_000 },
    Play { name: "multi-leader, 10x", scenario: LEADERS, speed: 1_000, steps: 50_000 },
    Play { name: "order searched for, 10x", scenario: SEARCHED, speed: 1_000, steps: 50_000 },
    Play { name: "last write wins, 10x", scenario: QUORUMS, speed: 1_000, steps: 50_000 },
    Play { name: "siblings, 10x", scenario: SIBLINGS, speed: 1_000, steps: 50_000 },
    Play { name: "losses, 10x", scenario: LOSSES, speed: 1_000, steps: 50_000 },
];
const BUSY: &str = include_str!("../../../../core/scenarios/bench_50_in_flight.scenario");
const LOG: &str = "replicarium scenario 1
mode single-leader
nodes 5
seed 1
client c1 writes A reads A loops think 0ms share 50% keys a,b,c,d
client c2 writes A reads any loops think 0ms share 50% keys a,b,c,d
client c3 writes A reads any loops think 0ms share 50% keys a,b,c,d
client c4 writes A reads B loops think 0ms share 50% keys a,b,c,d
";
const LEADERS: &str = "replicarium scenario 1
mode multi-leader
nodes 5
seed 1
client c1 writes A reads A loops think 0ms share 50% keys a,b,c,d
client c2 writes B reads B loops think 0ms share 50% keys a,b,c,d
client c3 writes C reads C loops think 0ms share 50% keys a,b,c,d
client c4 writes D reads D loops think 0ms share 50% keys a,b,c,d
";
const SEARCHED: &str = "replicarium scenario 1
mode multi-leader
nodes 4
seed 2
client c1 writes A reads A loops think 0ms share 50% keys a,b
client c2 writes B reads B loops think 0ms share 50% keys a,b
client c3 writes C reads C loops think 0ms share 50% keys a,b
client c4 writes A reads A loops think 0ms share 50% keys a,b
client c5 writes B reads B loops think 0ms share 50% keys a,b
client c6 writes C reads C loops think 0ms share 50% keys a,b
client c7 writes A reads A loops think 0ms share 50% keys a,b
client c8 writes B reads B loops think 0ms share 50% keys a,b
";
const QUORUMS: &str = "replicarium scenario 1
mode leaderless
nodes 5
seed 1
client c1 writes any reads any loops think 0ms share 50% keys a,b,c,d
client c2 writes any reads any loops think 0ms share 50% keys a,b,c,d
client c3 writes any reads any loops think 0ms share 50% keys a,b,c,d
client c4 writes any reads any loops think 0ms share 50% keys a,b,c,d
";
const SIBLINGS: &str = "replicarium scenario 1
mode leaderless
nodes 5
seed 1
set conflict dotted
client c1 writes any reads any loops think 0ms share 50% keys a,b,c,d
client c2 writes any reads any loops think 0ms share 50% keys a,b,c,d
client c3 writes any reads any loops think 0ms share 50% keys a,b,c,d
client c4 writes any reads any loops think 0ms share 50% keys a,b,c,d
";
const LOSSES: &str = "replicarium scenario 1
mode leaderless
nodes 5
seed 1
set w 1
set r 1
set loss 30000ppm
client c1 writes any reads any loops think 0ms share 50% keys a,b,c,d
client c2 writes any reads any loops think 0ms share 50% keys a,b,c,d
client c3 writes any reads any loops think 0ms share 50% keys a,b,c,d
client c4 writes any reads any loops think 0ms share 50% keys a,b,c,d
";

/// The 99th percentile of the time that a frame spends on judging, in ms: the maximum over all runs.
///
/// The last 1 000 judging frames of each run count, where the history is longest. Each run is played three times
/// and the minimum counts, so that other load on the machine does not.
pub fn p99(now: fn() -> f64, say: fn(&str)) -> f64 {
    let of = |play: &Play| {
        let (mut times, operations) = frames(play, now);
        for _ in 0..2 {
            let again = frames(play, now).0;
            times.iter_mut().zip(again).for_each(|(time, again)| *time = time.min(again));
        }
        times.retain(|time| !time.is_nan());
        let frames = times.len();
        let mut last = times.split_off(frames.saturating_sub(1_000));
        last.sort_by(f64::total_cmp);
        let (p99, longest) = (last[last.len() * 99 / 100], last[last.len() - 1]);
        say(&format!(
            "  {}: {} steps, {operations} operations, {frames} frames, p99 {p99:.2} ms, longest {longest:.2} ms",
            play.name, play.steps,
        ));
        p99
    };
    PLAYS.iter().map(of).fold(0.0, f64::max)
}

/// The time of judging in each frame of a sixtieth of a second, NaN in frames with nothing to judge; and the
/// number of operations of the run.
fn frames(play: &Play, now: fn() -> f64) -> (Vec<f64>, usize) {
    let mut trace: Trace = work::start(play.scenario);
    trace.run(Instant(u64::MAX), play.steps);
    let steps = trace.len();
    let mut branch = Branch::of(trace);
    let mut world = branch.trace().seek(0);
    let mut times = Vec::new();
    let (mut at, mut judged) = (Instant(0), 0);
    while judged < steps {
        at = at + playback::simulated(16_667, play.speed);
        let step = branch.trace().until(at);
        if step == judged {
            times.push(f64::NAN);
            continue;
        }
        branch.trace().seek_in(&mut world, step);
        let view = world.view();
        let start = now();
        let (verdicts, is_all) = branch.judge(step, &view, &mut || now() - start < JUDGING);
        std::hint::black_box(verdicts);
        times.push(now() - start);
        judged = if is_all { step } else { judged };
    }
    (times, branch.trace().history().operations().len())
}
