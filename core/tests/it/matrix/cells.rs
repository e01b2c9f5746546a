//! The search behind each row of the matrix.

use super::rows::{FAULTS, KEYS, PROGRAMS, Row, program};
use crate::scenario;
use replicarium::{
    check::Property,
    id::NodeId,
    kv::{Key, Word},
    scenario::{Run, Scenario},
    search::{self, Bounds, Extent, Found, Progress, Search, Storm, find, shrink, storm},
    sim::{Action, By, Step, Trace},
    time::{Duration, Instant},
};
use std::collections::BTreeMap;

/// States of each search: the runs found do not depend on the machine's speed.
const STATES: u32 = 60_000;
/// Random runs of each kind, and their length.
pub const SEEDS: u64 = 6_000;
pub const STEPS: u32 = 250;
/// Operations that each client of a random run makes at most.
pub const OPERATIONS: u32 = 8;
/// From step to step, in a run that is to be watched.
const BEAT: Duration = Duration::millis(5);

/// What was found out about a row.
pub struct Answer {
    pub row: &'static Row,
    /// How many steps the shortest run to a violation takes, and whether dice found it and no search.
    pub cells: BTreeMap<Property, (u32, bool)>,
    pub runs: BTreeMap<Property, String>,
    pub searched: Vec<(&'static str, Bounds, Extent)>,
}

/// A row's scenario; clients have the row's routes.
fn scene(row: &Row, title: &str) -> Scenario {
    let mut text = format!("title {title}\n{}until 300ms\n", row.mode);
    text.push_str("set delay fixed 5ms\nset client-delay fixed 5ms\n");
    for client in 0..3 {
        let route = |nodes: &'static str| if nodes.len() > 1 { "any" } else { nodes };
        let (writes, reads) = (route((row.writes)(client)), route((row.reads)(client)));
        text.push_str(&format!("client c{} writes {writes} reads {reads}\n", client + 1));
    }
    scenario(&text)
}

/// A row's start, with its clocks as they are.
fn start(row: &Row, scenario: &Scenario) -> Trace {
    let mut from = scenario.start().expect("a row starts");
    if row.skew {
        let action = Action::Skew(NodeId(0), 50_000);
        from.push(Step { at: Instant(0), by: By::Reader, action }).expect("A has a clock");
    }
    from
}

/// Everything about one row.
pub fn answer(row: &'static Row) -> Answer {
    let from = start(row, &scene(row, row.title));
    let mut best: BTreeMap<Property, (Found, bool)> = BTreeMap::new();
    let mut searched = Vec::new();
    let goals: Vec<Property> =
        Property::SEARCHED.iter().copied().filter(|p| row.asks(*p)).collect();
    let calm = PROGRAMS.iter().map(|text| (*text, Bounds::calm(STATES)));
    let hard =
        FAULTS.iter().map(|text| (*text, Bounds { drops: 1, crashes: 1, ..Bounds::calm(STATES) }));
    for (text, bounds) in calm.chain(hard) {
        let mut search = Search::new(&from, program(row, text), bounds, &goals);
        let extent = loop {
            match search.run(10_000) {
                Progress::Running => {}
                Progress::Found(found) => {
                    let known = best.get(&found.property).map(|(best, _)| best.length());
                    if known.is_none_or(|known| found.length() < known) {
                        best.insert(found.property, (*found, false));
                    }
                }
                Progress::Exhausted(extent) => break extent,
            }
        };
        searched.push((text, bounds, extent));
    }
    draw(row, &from, &mut best);
    let mut answer = Answer { row, cells: BTreeMap::new(), runs: BTreeMap::new(), searched };
    for (property, (found, drawn)) in best {
        let title = format!("{}: {property} is violated", row.title);
        let scenario = scene(row, &title);
        let found = to_watch(&start(row, &scenario), &found);
        let trace = found.trace(&start(row, &scenario)).expect("what was found replays");
        answer.cells.insert(property, (trace.len() - found.calm, drawn));
        answer.runs.insert(property, Run { scenario, trace }.to_string());
    }
    answer
}

/// Random runs, without faults and with them, for the promises that no search broke.
fn draw(row: &Row, from: &Trace, best: &mut BTreeMap<Property, (Found, bool)>) {
    let keys: Vec<Key> = KEYS.iter().filter_map(|key| Word::new(key).ok().map(Key)).collect();
    for (faults, seed) in [false, true].into_iter().flat_map(|f| (0..SEEDS).map(move |s| (f, s))) {
        let open = |property: &Property| row.asks(*property) && !best.contains_key(property);
        let left: Vec<Property> = Property::SEARCHED.iter().copied().filter(open).collect();
        if left.is_empty() {
            return;
        }
        // Every other run has operations of its own; the rest repeat the small programs.
        let program = match PROGRAMS.get((seed as usize / 2) % PROGRAMS.len()) {
            Some(text) if seed % 2 == 0 => program(row, text),
            _ => search::draw(from.setup(), seed, OPERATIONS, &keys),
        };
        let run = storm(from, &program, &Storm { seed, steps: STEPS, faults, orders: false });
        for property in left {
            if let Some(found) = find(property, from, &run) {
                best.insert(property, (shrink(from, &found), true));
            }
        }
    }
}

/// The same steps at an even beat, which is easier to watch; as they were, if the promise then holds.
fn to_watch(from: &Trace, found: &Found) -> Found {
    let mut trace = from.branch(from.len());
    for (n, &step) in (1..).zip(&found.steps[..found.length() as usize]) {
        let at = Instant(BEAT.0 * n);
        if trace.push(Step { at, by: By::Reader, ..step }).is_err() {
            return found.clone();
        }
    }
    let again = find(found.property, from, &trace);
    again.filter(|again| again.length() == found.length()).unwrap_or_else(|| found.clone())
}
