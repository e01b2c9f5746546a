//! The search in each setting of the matrix.

use super::{rows, settings::Setting};
use crate::scenario;
use replicarium::{
    check::Property,
    id::NodeId,
    kv::{Key, Word},
    scenario::{Run, Scenario},
    search::{
        self, Bounds, Changes, Counterexample, Extent, Program, Progress, Search, Storm, carry,
        find, shrink, storm,
    },
    sim::{Action, By, Step, Trace},
    time::{Duration, Instant},
};
use std::collections::BTreeMap;

/// The steps of a random run, and the most operations of each client in it.
pub const STEPS: u32 = 250;
pub const OPERATIONS: u32 = 8;
/// The number of random runs per property that are shrunk.
const FEW: u32 = 4;
/// The time between two steps of a recorded run.
const BEAT: Duration = Duration::millis(5);

/// How a counterexample was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Searched,
    Drawn,
    /// In another setting, then tried in this one.
    Tried,
}

/// The results for a setting.
#[derive(Default)]
pub struct Answer {
    pub searched: Vec<(&'static str, Bounds, Extent)>,
    /// The shortest counterexample for each violated property.
    pub best: BTreeMap<Property, (Counterexample, How)>,
}

/// The properties that a setting promises on the page; once a node has joined, where nodes join.
pub fn promised(setting: &Setting) -> Vec<Property> {
    let scene = scene(setting, "");
    let mut from = begin(setting, &scene);
    if setting.plan.joins {
        let action = Action::Join(NodeId(from.setup().nodes));
        from.push(Step { at: Instant(0), by: By::Reader, action }).expect("another node may join");
    }
    let view = from.tip().view();
    let made = |property: &Property| scene.mode.promises(*property, &view).is_made();
    Property::SEARCHED.iter().copied().filter(made).collect()
}

/// A recorded run, and the properties that it violates.
pub struct Told {
    pub name: String,
    pub breaks: Vec<(Property, How)>,
    pub steps: u32,
    pub text: String,
}

/// A setting's scenario, with its routes.
fn scene(setting: &Setting, story: &str) -> Scenario {
    let Setting { kind, title, mode, .. } = setting;
    let mut text = format!("title {kind}, {title}\n| {story}\n{mode}until 300ms\n");
    text.push_str("set delay fixed 5ms\nset client-delay fixed 5ms\n");
    for client in 0..3 {
        let route = |nodes: &'static str| match nodes.len() {
            0 => "leader",
            _ if rows::is_word(nodes) => nodes,
            1 => nodes,
            _ => "any",
        };
        let (writes, reads) = (route((setting.writes)(client)), route((setting.reads)(client)));
        text.push_str(&format!("client c{} writes {writes} reads {reads}\n", client + 1));
    }
    scenario(&text)
}

/// Starts a scenario, with the setting's clock skew.
fn begin(setting: &Setting, scenario: &Scenario) -> Trace {
    let mut from = scenario.start().unwrap_or_else(|error| panic!("{}: {error}", setting.name));
    if setting.skew {
        let action = Action::Skew(NodeId(0), 50_000);
        from.push(Step { at: Instant(0), by: By::Reader, action }).expect("A has a clock");
    }
    from
}

/// The start of all runs of a setting.
pub fn start(setting: &Setting) -> Trace {
    begin(setting, &scene(setting, ""))
}

fn program(setting: &Setting, text: &str) -> Program {
    rows::program_via(text, setting.writes, setting.reads)
}

/// Leaves reads to the clients' own routes, where those depend on what the client knows.
fn by_route(setting: &Setting, mut program: Program) -> Program {
    for (client, asks) in program.0.iter_mut().enumerate() {
        let reads = asks.iter_mut().filter(|ask| !ask.request.is_write());
        if rows::is_word((setting.reads)(client)) {
            reads.for_each(|ask| ask.via.clear());
        }
    }
    program
}

impl Answer {
    /// Searches the programs of a setting's plan.
    pub fn search(&mut self, setting: &Setting) {
        let from = start(setting);
        let goals = self.open(setting);
        for &(text, bounds) in setting.plan.searches {
            let bounds = Bounds { states: setting.plan.states, ..bounds };
            let (cuts, text_of) = rows::cuts(text);
            let mut cut = from.branch(from.len());
            let cuts =
                cuts.into_iter().map(|action| Step { at: Instant(0), by: By::Reader, action });
            let cuts: Vec<Step> = cuts.collect();
            cuts.iter().for_each(|&step| cut.push(step).expect("a link that can be cut"));
            let mut search = Search::new(&cut, program(setting, text_of), bounds, &goals);
            let extent = loop {
                match search.run(10_000) {
                    Progress::Running => {}
                    Progress::Found(mut found) => {
                        found.steps.splice(0..0, cuts.iter().copied());
                        // Settling repeats steps of the search, and fewer cuts may be enough.
                        let as_is = found.calm == 0 && cuts.is_empty();
                        let found = if as_is { *found } else { shrink(&from, &found) };
                        self.take(found, How::Searched);
                    }
                    Progress::Exhausted(extent) => break extent,
                }
            };
            self.searched.push((text, bounds, extent));
        }
    }

    /// The properties without a counterexample so far.
    pub fn open(&self, setting: &Setting) -> Vec<Property> {
        let open =
            |property: &Property| setting.asks(*property) && !self.best.contains_key(property);
        Property::SEARCHED.iter().copied().filter(open).collect()
    }

    /// Keeps a counterexample, if it is the shortest so far.
    fn take(&mut self, found: Counterexample, how: How) {
        let known = self.best.get(&found.property);
        if known.is_none_or(|(known, _)| found.length() < known.length()) {
            self.best.insert(found.property, (found, how));
        }
    }

    /// Random runs, without and with faults, for the properties that no search violated. The shortest of the first
    /// [`FEW`] counterexamples is kept, after shrinking.
    pub fn draw(&mut self, setting: &Setting) {
        let from = start(setting);
        let keys = rows::KEYS.iter().map(|key| Key(Word::new(key).expect("a word")));
        let keys: Vec<Key> = keys.collect();
        let plan = setting.plan;
        let mut open: Vec<(Property, u32)> =
            self.open(setting).into_iter().map(|property| (property, FEW)).collect();
        let seeds = |faults: bool| (0..plan.seeds).map(move |seed| (faults, seed));
        for (faults, seed) in [false, true].into_iter().flat_map(seeds) {
            open.retain(|(_, left)| *left > 0);
            if open.is_empty() {
                return;
            }
            let program = match plan.drawn.get((seed as usize / 2) % plan.drawn.len()) {
                Some(text) if seed % 2 == 0 => program(setting, text),
                _ => by_route(setting, search::draw(from.setup(), seed, OPERATIONS, &keys)),
            };
            let orders = faults && plan.orders;
            let changes = Changes { joins: faults && plan.joins, ..Changes::default() };
            let plan = Storm { seed, steps: STEPS, faults, orders, changes };
            let run = storm(&from, &program, &plan);
            for (property, left) in &mut open {
                if let Some(found) = find(*property, &from, &run) {
                    self.take(shrink(&from, &found), How::Drawn);
                    *left -= 1;
                }
            }
        }
    }

    /// Tries the counterexample of each property on the others: it may be shorter than theirs.
    fn compare(&mut self, setting: &Setting, from: &Trace) {
        let known: Vec<(Counterexample, How)> = self.best.values().cloned().collect();
        for (found, how) in known.iter().filter(|(found, _)| found.calm == 0) {
            let trace = found.trace(from).expect("what was found replays");
            let asked = Property::SEARCHED.iter().copied().filter(|it| setting.asks(*it));
            for property in asked.filter(|&property| property != found.property) {
                if let Some(found) = find(property, from, &trace) {
                    self.take(shrink(from, &found), *how);
                }
            }
        }
    }

    /// The runs to record: one for all properties whose shortest counterexample it is.
    pub fn runs(&mut self, setting: &Setting) -> Vec<Told> {
        let from = start(setting);
        self.compare(setting, &from);
        let mut kept: Vec<(Counterexample, Vec<(Property, How)>)> = Vec::new();
        for (&property, &(ref found, how)) in &self.best {
            let same = |run: &&mut (Counterexample, _)| {
                let (other, _) = &**run;
                let trace = other.trace(&from).expect("what was found replays");
                let again = find(property, &from, &trace);
                let calm = other.calm + found.calm;
                calm == 0 && again.is_some_and(|again| again.length() == found.length())
            };
            match kept.iter_mut().filter(|(run, _)| run.length() == found.length()).find(same) {
                Some((_, breaks)) => breaks.push((property, how)),
                None => kept.push((found.clone(), vec![(property, how)])),
            }
        }
        kept.into_iter().map(|(found, breaks)| told(setting, &found, breaks)).collect()
    }
}

/// A run as text.
fn told(setting: &Setting, found: &Counterexample, breaks: Vec<(Property, How)>) -> Told {
    let names: Vec<&str> = breaks.iter().map(|(property, _)| property.name()).collect();
    let words: Vec<String> =
        names.iter().map(|it| format!("**{}**", it.replace('-', " "))).collect();
    let steps = found.length() + start(setting).len();
    let story = format!("Broken after {steps} steps: {}.", words.join(", "));
    let scenario = scene(setting, &story);
    let from = begin(setting, &scenario);
    let found = to_watch(&from, found, &breaks);
    let trace = found.trace(&from).expect("what was found replays");
    let text = Run { scenario, trace }.to_string();
    Told { name: format!("{}-{}", setting.name, names[0]), breaks, steps, text }
}

/// The same steps at an even beat, which is easier to watch; as they were, if a promise then holds.
fn to_watch(from: &Trace, found: &Counterexample, breaks: &[(Property, How)]) -> Counterexample {
    let mut trace = from.branch(from.len());
    for (n, &step) in (1..).zip(&found.steps[..found.length() as usize]) {
        let at = Instant(BEAT.0 * n);
        if trace.push(Step { at, by: By::Reader, ..step }).is_err() {
            return found.clone();
        }
    }
    let again = |property| find(property, from, &trace).filter(|it| it.length() == found.length());
    let all: Option<Vec<Counterexample>> =
        breaks.iter().map(|&(property, _)| again(property)).collect();
    all.and_then(|all| all.into_iter().next()).unwrap_or_else(|| found.clone())
}

/// Settings that differ in a knob or two break their promises in similar runs: tries in each what was found
/// in the others, and keeps what is shorter.
pub fn share(mut family: Vec<(&Setting, &mut Answer)>) {
    let starts: Vec<Trace> = family.iter().map(|(setting, _)| start(setting)).collect();
    for property in Property::SEARCHED {
        let mut known: Vec<(usize, Counterexample)> = Vec::new();
        for (n, (_, answer)) in family.iter().enumerate() {
            if let Some((found, _)) = answer.best.get(property)
                && known.iter().all(|(_, other)| other.steps != found.steps)
            {
                known.push((n, found.clone()));
            }
        }
        known.sort_by_key(|(_, found)| found.length());
        for (n, (_, answer)) in family.iter_mut().enumerate() {
            for (from, found) in &known {
                let best = answer.best.get(property);
                if best.is_some_and(|(best, _)| best.length() <= found.length()) {
                    break;
                }
                if let Some(found) = carry(&starts[*from], found, &starts[n]) {
                    answer.take(found, How::Tried);
                }
            }
        }
    }
}
