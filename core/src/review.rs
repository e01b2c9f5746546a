//! A run, judged once, step by step: the verdict on every property after any number of its steps.
//!
//! ```text
//!   steps      0 ──────────── 12 ─────────────── 40 ────── 57 ───▶
//!   durable    holds                             lost c1.2
//!   causal     holds          broken by c2.3
//! ```
//!
//! A review watches the execution of its run and keeps the nodes that each step touched until the step is judged. Judging
//! may lag behind the run, and gives control back whenever it is asked to, so that a page can spread it over frames.
//! Verdicts of earlier steps are looked up.

use crate::{
    check::{Anchor, Judge, Property, Verdict, Why, convergence},
    history::{History, News, Operation, Outcome},
    id::{NodeId, NodeSet},
    shared::SharedVec,
    sim::{Executed, Trace, World},
    time::Instant,
    view::{NodeView, WorldView},
};
use alloc::{collections::VecDeque, rc::Rc, vec::Vec};
use core::fmt;
use litemap::LiteMap;

/// The verdicts of a run.
#[derive(Clone)]
pub struct Review {
    judge: Judge,
    /// The number of steps that the judge has taken in.
    judged: u32,
    /// What clients had seen after these.
    history: History,
    /// The nodes that the steps after these touched. Steps that touched no node are left out.
    observations: VecDeque<Rc<Observation>>,
    /// The number of steps that were watched.
    watched: u32,
    /// The world after these, while steps are replayed that were not watched when they were executed.
    replayed: Option<World>,
    /// The anchor of each node's log after the steps that were watched.
    anchors: LiteMap<NodeId, Anchor>,
    /// The number of steps after which all verdicts are known, at least `judged`.
    known: u32,
    /// For each of [`Property::ALL`], its verdicts, each with the number of steps after which it began to hold.
    verdicts: Vec<SharedVec<(u32, Verdict)>>,
    /// The steps in which operations ended, and how many had by then.
    done: SharedVec<(u32, Done)>,
}

/// The nodes that a step touched, as they were after it.
#[derive(Clone)]
struct Observation {
    step: u32,
    at: Instant,
    nodes: Vec<Seen>,
}

/// A node after a step.
#[derive(Clone)]
struct Seen {
    id: NodeId,
    /// The node, with the part of its log that may have changed.
    node: NodeView,
    /// The anchor of its log before the step.
    before: Option<Anchor>,
}

impl Seen {
    /// The node with its log from `from` on.
    fn node(&self, from: u64) -> NodeView {
        let mut node = self.node.clone();
        node.replica.log.retain(|cell| cell.position >= from);
        node
    }
}

impl fmt::Debug for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Review of {} steps", self.steps())
    }
}

impl Review {
    /// The review of a run, none of whose steps is judged yet.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let world = trace.seek(0);
        let mut review = Self {
            judge: Judge::default(),
            judged: 0,
            history: History::default(),
            observations: VecDeque::new(),
            watched: 0,
            replayed: None,
            anchors: LiteMap::new(),
            known: 0,
            verdicts: Property::ALL.iter().map(|_| SharedVec::new()).collect(),
            done: SharedVec::new(),
        };
        let nodes = world.everyone().iter();
        let nodes: Vec<Seen> = nodes.filter_map(|id| review.see(&world, id)).collect();
        review.look(&Observation { step: 0, at: world.now(), nodes });
        review.note(0);
        review
    }

    /// The number of steps that are judged.
    #[must_use]
    pub const fn steps(&self) -> u32 {
        self.judged
    }

    /// The number of steps whose verdicts are known, at least [`steps`](Self::steps): a branch keeps the verdicts of
    /// the steps that it shares.
    #[must_use]
    pub const fn known(&self) -> u32 {
        self.known
    }

    /// Takes in a step as it is executed. A step that does not follow those that were watched is ignored: judging
    /// will replay it.
    pub fn watch(&mut self, executed: &Executed<'_>) {
        let Executed { number, step, log, world, .. } = *executed;
        if number != self.watched {
            return;
        }
        self.watched += 1;
        let nodes: Vec<Seen> = log.touched.iter().filter_map(|id| self.see(world, id)).collect();
        if !nodes.is_empty() {
            let observation = Observation { step: number, at: step.at, nodes };
            self.observations.push_back(Rc::new(observation));
        }
    }

    /// Observes a node, with the part of its log that may have changed since it was last observed.
    fn see(&mut self, world: &World, id: NodeId) -> Option<Seen> {
        let before = self.anchors.get(&id).cloned();
        let part = before.as_ref().and_then(|anchor| {
            let node = world.outline(id, anchor.position)?;
            anchor.holds(&node).then_some((anchor.position, node))
        });
        let (from, node) = part.or_else(|| Some((0, world.outline(id, 0)?)))?;
        let mut anchor = Anchor::of(&node);
        if anchor.position < from {
            // The last applied position went back.
            anchor = Anchor::of(&world.outline(id, anchor.position)?);
        }
        self.anchors.insert(id, anchor);
        Some(Seen { id, node, before })
    }

    /// Judges the first `until` steps of the run, as long as `may_go_on` allows it. Those that are judged already
    /// must be the same as they were.
    pub fn go_on(&mut self, trace: &Trace, until: u32, may_go_on: &mut dyn FnMut() -> bool) {
        let until = until.min(trace.len());
        while self.judged < until && may_go_on() {
            if self.judged == self.watched {
                self.replay(trace, until.min(self.watched + Self::REPLAYED));
            }
            self.judge(trace);
        }
    }

    /// The number of steps that are replayed at once, if they were not watched when they were executed.
    const REPLAYED: u32 = 64;

    /// Replays steps that were not watched when they were executed, up to step `to`. The next call goes on from the
    /// same world, so that no step is replayed twice.
    fn replay(&mut self, trace: &Trace, to: u32) {
        let last = self.replayed.take().filter(|world| world.steps() == self.watched);
        let mut world = last.unwrap_or_else(|| trace.seek(self.watched));
        trace.replay_in(&mut world, to, &mut |executed| self.watch(executed));
        self.replayed = Some(world).filter(|world| world.steps() < trace.len());
    }

    /// Judges one step.
    fn judge(&mut self, trace: &Trace) {
        let step = self.judged;
        let is_next = |it: &&Rc<Observation>| it.step == step;
        let observation = self.observations.front().filter(is_next).map(Rc::clone);
        let news = self.read(trace, step);
        self.judged += 1;
        match observation {
            Some(observation) => {
                self.observations.pop_front();
                self.look(&observation);
            }
            None if news => {
                let at = trace.at(step).unwrap_or_default();
                self.look(&Observation { step, at, nodes: Vec::new() });
            }
            None => return self.known = self.known.max(self.judged),
        }
        if self.judged > self.known {
            self.known = self.judged;
            self.note(self.judged);
        }
    }

    /// Passes the nodes that a step touched to the judge.
    fn look(&mut self, observation: &Observation) {
        let Observation { step, at, ref nodes } = *observation;
        let touched: NodeSet = nodes.iter().map(|seen| seen.id).collect();
        let mut outline =
            |id, from| nodes.iter().find(|seen| seen.id == id).map(|seen| seen.node(from));
        self.judge.observe(&self.history, (at, step), touched, &mut outline);
    }

    /// Adds the invocations and responses of a step to the history; returns whether there were any.
    fn read(&mut self, trace: &Trace, step: u32) -> bool {
        let all = trace.history();
        let mut any = false;
        for news in all.of_step(step) {
            any = true;
            match news {
                News::Begun(operation) => {
                    self.history.invoke(Operation { ended: None, ..*operation });
                }
                News::Ended(operation) => {
                    let Some((outcome, at, _)) = operation.ended else { continue };
                    self.history.end(operation.id, outcome, at, step);
                    if all.is_guess(operation.id) {
                        self.history.guess(operation.id);
                    }
                    let sight = all.sight(operation.id);
                    if !sight.is_empty() {
                        self.history.see(operation.id, sight);
                    }
                    if step >= self.known {
                        let done = self.done.last().map_or_else(Done::default, |&(_, done)| done);
                        self.done.push((step, done.and(operation)));
                    }
                }
            }
        }
        any
    }

    /// The review of a branch with the same first `n` steps, with their verdicts.
    #[must_use]
    pub fn branch(&self, trace: &Trace, n: u32) -> Self {
        let mut branch = if self.judged <= n { self.clone() } else { self.anew(trace) };
        branch.rewind(trace, n);
        branch
    }

    /// Forgets all but the first `n` steps.
    pub fn rewind(&mut self, trace: &Trace, n: u32) {
        if self.judged > n {
            *self = self.anew(trace);
        }
        self.known = self.known.min(n);
        self.watched = self.watched.min(n);
        self.replayed = None;
        while let Some(last) = self.observations.pop_back_if(|last| last.step >= n) {
            for seen in last.nodes.iter().rev() {
                match &seen.before {
                    Some(anchor) => _ = self.anchors.insert(seen.id, anchor.clone()),
                    None => _ = self.anchors.remove(&seen.id),
                }
            }
        }
        for verdicts in &mut self.verdicts {
            verdicts.truncate(verdicts.partition_point(|&(from, _)| from <= n));
        }
        self.done.truncate(self.done.partition_point(|&(step, _)| step < n));
    }

    /// The same verdicts with a new judge, since a judge cannot forget. It starts over, and adds no verdicts until it has
    /// passed the known steps.
    fn anew(&self, trace: &Trace) -> Self {
        let (verdicts, done) = (self.verdicts.clone(), self.done.clone());
        Self { known: self.known, verdicts, done, ..Self::of(trace) }
    }

    /// Keeps the verdict on each property after `steps` steps, if it has changed.
    fn note(&mut self, steps: u32) {
        for (&property, known) in Property::ALL.iter().zip(&mut self.verdicts) {
            // A violation is final, except for durability, which is judged at each moment.
            let last = known.last().map(|(_, verdict)| verdict);
            if property != Property::Durable && last.is_some_and(Verdict::is_violated) {
                continue;
            }
            let verdict = match self.judge.verdict(&self.history, property) {
                Some(Verdict::Holds { .. }) => Verdict::Holds { checked: 0 },
                Some(verdict) => verdict,
                None => continue,
            };
            if last != Some(&verdict) {
                known.push((steps, verdict));
            }
        }
    }

    /// The verdict on a property after `steps` steps, where the world is `view`; `None` if the property does not
    /// apply. For steps that are not judged yet, only earlier violations are known.
    #[must_use]
    pub fn verdict(&self, property: Property, steps: u32, view: &WorldView) -> Option<Verdict> {
        if property == Property::Convergence {
            return Some(convergence::judge(view));
        }
        let at = Property::ALL.iter().position(|&it| it == property)?;
        let (known, judged) = (&self.verdicts[at], self.known);
        let last = known.partition_point(|&(from, _)| from <= steps).checked_sub(1)?;
        let (_, verdict) = &known[last];
        let is_final = verdict.is_violated() && property != Property::Durable;
        Some(match verdict {
            _ if judged < steps && !is_final => Verdict::Unknown(Why::NotJudged { judged, steps }),
            Verdict::Holds { .. } => self.holds(property, steps),
            Verdict::Violated(_) | Verdict::Unknown(_) => verdict.clone(),
        })
    }

    /// Whether a property was violated after any number of the steps that are judged. Convergence is judged at the end
    /// alone.
    #[must_use]
    pub fn has_broken(&self, property: Property) -> bool {
        let mut all = Property::ALL.iter().zip(&self.verdicts);
        let known = all.find(|(it, _)| **it == property).map(|(_, known)| known);
        known.is_some_and(|known| known.iter().any(|(_, verdict)| verdict.is_violated()))
    }

    /// The verdict on a property of which no violation was found. What statements read is not checked, so a property of
    /// reads may be violated there.
    fn holds(&self, property: Property, steps: u32) -> Verdict {
        let reads = self.done(steps).answers;
        let of_reads = match property {
            Property::Linearizable
            | Property::Sequential
            | Property::Causal
            | Property::ReadYourWrites
            | Property::MonotonicReads => true,
            Property::MonotonicWrites
            | Property::WritesFollowReads
            | Property::ConsistentPrefix
            | Property::Durable
            | Property::UniqueNumbers
            | Property::LogsAgree
            | Property::Convergence => false,
        };
        match of_reads && reads > 0 {
            true => Verdict::Unknown(Why::Statements { reads }),
            false => Verdict::Holds { checked: self.checked(property, steps) },
        }
    }

    /// The operations that clients know to have happened within a number of steps.
    fn done(&self, steps: u32) -> Done {
        let place = self.done.partition_point(|&(step, _)| step < steps).checked_sub(1);
        place.map_or_else(Done::default, |place| self.done[place].1)
    }

    /// The number of operations, or steps, that a property was checked on.
    fn checked(&self, property: Property, steps: u32) -> u32 {
        let done = self.done(steps);
        match property {
            Property::Linearizable | Property::Sequential => {
                done.reads + done.writes + done.inserts
            }
            Property::Durable
            | Property::MonotonicWrites
            | Property::WritesFollowReads
            | Property::ConsistentPrefix => done.writes + done.inserts,
            Property::UniqueNumbers => done.inserts,
            Property::LogsAgree | Property::Convergence => steps,
            Property::Causal | Property::ReadYourWrites | Property::MonotonicReads => {
                done.reads + done.siblings
            }
        }
    }
}

/// The operations that clients know to have happened, counted.
#[derive(Clone, Copy, Default)]
struct Done {
    reads: u32,
    /// Reads that returned siblings.
    siblings: u32,
    writes: u32,
    inserts: u32,
    /// Reads of rows by statements.
    answers: u32,
}

impl Done {
    fn and(mut self, operation: &Operation) -> Self {
        match operation.ended {
            Some((Outcome::Read(_), ..)) => self.reads += 1,
            Some((Outcome::Siblings(_), ..)) => self.siblings += 1,
            Some((Outcome::Written, ..)) => self.writes += 1,
            Some((Outcome::Inserted(_), ..)) => self.inserts += 1,
            Some((Outcome::Answered(_), ..)) => self.answers += 1,
            _ => {}
        }
        self
    }
}
