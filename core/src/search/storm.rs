//! Long random runs with faults, which prefer leaders and coordinators as targets.

use super::{Ask, Program};
use crate::{
    hash::Fingerprint,
    id::{Address, ClientId, EnvelopeId, NodeId},
    kv::{Key, Request},
    random::{Dice, Stream},
    sim::{
        Action, By, Setting, Setup, Step, Trace, scheduler,
        setup::{ClientSpec, Route},
    },
    time::Duration,
    view::{ReplicaView, Role, Status, WorldView},
};
use alloc::vec::Vec;

/// The plan of a random run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storm {
    /// The seed of every draw.
    pub seed: u64,
    /// The number of steps.
    pub steps: u32,
    /// With faults: crashes, pauses, one-way cuts and losses are drawn, and otherwise the clock chooses. At most one
    /// node and two links are faulty at a time; where there are leaders, a node may also lose all its links.
    /// Without faults: any message may arrive next, except for some slow ones, which arrive when nothing else can
    /// happen.
    pub faults: bool,
    /// Whether nodes are told to lead or to shut down.
    pub orders: bool,
    /// What else may happen in a run with faults.
    pub changes: Changes,
}

/// The number of steps after a node has joined in which more changes happen.
const JOINS: u32 = 10;

/// What may happen in a run besides faults that end. Promises may not survive it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Clocks are set.
    pub clocks: bool,
    /// Messages are copied.
    pub copies: bool,
    /// Crashed nodes lose their disks.
    pub disks: bool,
    /// Nodes join, at times several within a few steps.
    pub joins: bool,
    /// Nodes leave.
    pub leaves: bool,
    /// One of these settings is put into force.
    pub settings: Vec<Setting>,
}

/// Draws a run that continues `from`. Everything that is drawn is a step of the run, so that the run replays without
/// random numbers.
#[must_use]
pub fn storm(from: &Trace, program: &Program, plan: &Storm) -> Trace {
    let mut run = from.branch(from.len());
    for n in 0..u64::from(plan.steps) {
        let mut dice = Dice::new(plan.seed, Stream::Storm, n);
        let actions = match plan.faults {
            true => change(&run, &plan.changes, &mut dice)
                .unwrap_or_else(|| disturbed(&run, program, plan.orders, &mut dice)),
            false => undisturbed(&run, program, plan.seed, &mut dice).into_iter().collect(),
        };
        // No two drawn steps at one time: clocks must order writes that follow from each other.
        let at = run.tip().now() + Duration(1);
        let drawn = actions.into_iter().map(|action| Step { at, by: By::Reader, action });
        let mut steps: Vec<Step> = drawn.collect();
        if steps.is_empty() && plan.faults {
            steps.extend(run.next());
        }
        if steps.is_empty() {
            break;
        }
        for step in steps {
            // Drawn actions are enabled, and the clock chooses steps that can be applied. A protocol may refuse a setting.
            let pushed = run.push(step);
            let may_refuse = matches!(step.action, Action::Configure(_));
            debug_assert!(pushed.is_ok() || may_refuse, "{step:?}: {pushed:?}");
        }
    }
    run
}

/// A change, once in a while, and more often in the [`JOINS`] steps after a node has joined; `None` if there is none.
fn change(run: &Trace, changes: &Changes, dice: &mut Dice) -> Option<Vec<Action>> {
    if *changes == Changes::default() {
        return None;
    }
    let mut last = (run.len().saturating_sub(JOINS)..run.len()).filter_map(|n| run.step(n));
    let joins = last.any(|step| matches!(step.action, Action::Join(_)));
    if !dice.chance(if joins { 200_000 } else { 40_000 }) {
        return None;
    }
    let view = run.tip().view();
    let target = target(&view, dice);
    let is_there = view.nodes.iter().any(|it| it.id == target && it.status == Status::Running);
    let Changes { clocks, copies, disks, joins, leaves, ref settings } = *changes;
    let enabled = |wanted: Action| run.tip().enabled().into_iter().find(|it| *it == wanted);
    let one = match dice.below(6) {
        0 if clocks && is_there => {
            let most = [5_000, 50_000, 500_000][dice.below(3) as usize];
            Some(Action::Skew(target, i64::from(dice.below(2 * most + 1)) - i64::from(most)))
        }
        1 if copies => message(run, dice).map(Action::Duplicate),
        2 if disks && is_there => {
            return Some(alloc::vec![Action::Crash(target), Action::Wipe(target)]);
        }
        3 if joins && view.nodes.len() < 3 + usize::from(run.setup().nodes) => {
            enabled(Action::Join(NodeId(view.nodes.len() as u16)))
        }
        4 if leaves => enabled(Action::Leave(target)),
        5 => pick(settings, dice).map(Action::Configure),
        _ => None,
    };
    one.map(|action| alloc::vec![action])
}

/// The actions that are drawn with faults; none for the clock's choice, several if a node is isolated.
fn disturbed(run: &Trace, program: &Program, orders: bool, dice: &mut Dice) -> Vec<Action> {
    let one = match dice.below(100) {
        0..8 => return fault(run, orders, dice),
        8..13 => mend(run, dice),
        13..16 => message(run, dice).map(Action::Drop),
        16..30 => message(run, dice).map(Action::Deliver),
        30..55 => invoke(run, program, dice),
        _ => None,
    };
    one.into_iter().collect()
}

/// The action that is drawn without faults; `None` if nothing can happen.
fn undisturbed(run: &Trace, program: &Program, seed: u64, dice: &mut Dice) -> Option<Action> {
    let eager = if dice.chance(200_000) { invoke(run, program, dice) } else { None };
    eager
        .or_else(|| quick(run, seed, dice).map(Action::Deliver))
        .or_else(|| invoke(run, program, dice))
        .or_else(|| message(run, dice).map(Action::Deliver))
}

fn pick<T: Copy>(from: &[T], dice: &mut Dice) -> Option<T> {
    from.get(dice.below(from.len() as u32) as usize).copied()
}

/// A crash, a pause, a cut; where there are leaders also the isolation of a node, and an order.
fn fault(run: &Trace, orders: bool, dice: &mut Dice) -> Vec<Action> {
    let view = run.tip().view();
    let down = view.nodes.iter().any(|node| node.status != Status::Running);
    let kind = dice.below(3 + u32::from(view.features.leader) + 2 * u32::from(orders));
    let target = target(&view, dice);
    let touches = |from: Address, to: Address| from == target.into() || to == target.into();
    let fits = |action: &Action| match (*action, kind) {
        (Action::Crash(node), 0) | (Action::Pause(node), 1) => !down && node == target,
        (Action::Cut(from, to), 2) => view.cuts.len() < 2 && touches(from, to),
        (Action::Cut(from, to), 3) => view.cuts.is_empty() && touches(from, to),
        (Action::Promote(node), 4) => node == target,
        (Action::ShutDown(node), 5) => !down && node == target,
        _ => false,
    };
    let faults: Vec<Action> = run.tip().enabled().into_iter().filter(fits).collect();
    if kind == 3 { faults } else { pick(&faults, dice).into_iter().collect() }
}

/// A node; half of the time one that matters.
fn target(view: &WorldView, dice: &mut Dice) -> NodeId {
    let all: Vec<NodeId> = view.nodes.iter().map(|node| node.id).collect();
    let chosen = if dice.chance(500_000) { pick(&matters(view), dice) } else { None };
    chosen.or_else(|| pick(&all, dice)).unwrap_or_default()
}

/// The nodes that matter: leaders, coordinators that wait for answers, the followers that a leader waits for or else the
/// one with the longest log, and the candidate with the most votes.
fn matters(view: &WorldView) -> Vec<NodeId> {
    let replicas = || view.nodes.iter().map(|node| (node.id, &node.replica));
    let leads = |&(_, it): &(NodeId, &ReplicaView)| it.role == Role::Leader;
    let waits = |it: &ReplicaView| !it.waiting().is_empty();
    let mut matter: Vec<NodeId> =
        replicas().filter(|it| leads(it) || waits(it.1)).map(|(id, _)| id).collect();
    for (_, leader) in replicas().filter(leads).filter(|_| view.features.leader) {
        let followers = leader.followers();
        let synchronous = followers.iter().filter(|follower| follower.synchronous);
        matter.extend(synchronous.map(|follower| follower.node));
        if !followers.iter().any(|follower| follower.synchronous) {
            let best = followers.iter().max_by_key(|follower| follower.acknowledged);
            matter.extend(best.map(|follower| follower.node));
        }
    }
    let candidates = replicas().filter(|(_, it)| it.role == Role::Candidate);
    let votes =
        |it: &ReplicaView| it.leadership().map_or(0, |leadership| leadership.votes.nodes.len());
    matter.extend(candidates.max_by_key(|(_, it)| votes(it)).map(|(id, _)| id));
    matter
}

/// An action that ends a fault.
fn mend(run: &Trace, dice: &mut Dice) -> Option<Action> {
    let mends = |action: &Action| {
        matches!(action, Action::Restart(_) | Action::Resume(_) | Action::Heal(..))
    };
    let mends: Vec<Action> = run.tip().enabled().into_iter().filter(mends).collect();
    pick(&mends, dice)
}

/// Any message in flight: it may overtake others, on its own link too.
fn message(run: &Trace, dice: &mut Dice) -> Option<EnvelopeId> {
    let arrivals = run.tip().arrivals().into_iter().filter(|arrival| !arrival.timer);
    pick(&arrivals.map(|arrival| arrival.id).collect::<Vec<_>>(), dice)
}

/// Any message in flight that is not slow. A few messages that are delayed for long find more violations than many that
/// are a little late (Burckhardt et al., *A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs*, 2010,
/// for threads).
fn quick(run: &Trace, seed: u64, dice: &mut Dice) -> Option<EnvelopeId> {
    let slow = |id: EnvelopeId| Fingerprint::of(&(seed, id)).is_multiple_of(2 + seed % 3);
    let arrivals = run.tip().arrivals().into_iter().filter(|a| !a.timer && !slow(a.id));
    pick(&arrivals.map(|arrival| arrival.id).collect::<Vec<_>>(), dice)
}

/// The next operation of an idle client.
fn invoke(run: &Trace, program: &Program, dice: &mut Dice) -> Option<Action> {
    let mut asks = Vec::new();
    for (n, of_client) in program.0.iter().enumerate() {
        let client = ClientId(n as u16);
        if let Some((_, invoked)) = run.tip().idle(client)
            && let Some(ask) = of_client.get(invoked as usize)
        {
            asks.push((client, ask));
        }
    }
    let (client, ask) = pick(&asks, dice)?;
    let via = pick(&ask.nodes(run.tip(), client), dice)?;
    Some(Action::Invoke { client, via, request: ask.request })
}

/// Draws operations for every client of a setup: reads and writes with equal probability, by the client's route.
#[must_use]
pub fn draw(setup: &Setup, seed: u64, operations: u32, keys: &[Key]) -> Program {
    let client = |(n, spec): (usize, &ClientSpec)| {
        let client = ClientId(n as u16);
        let ask = |number| {
            let mut dice = Dice::new(seed, Stream::Workload(client), u64::from(number));
            let key = pick(keys, &mut dice)?;
            let request = match dice.chance(500_000) {
                true => Request::Write(key, scheduler::value(client, number)),
                false => Request::Read(key),
            };
            let via = match spec.route(request) {
                Route::To(node) => alloc::vec![node],
                Route::Any => (0..setup.nodes).map(NodeId).collect(),
                Route::Leader | Route::Sticky | Route::Nearest => Vec::new(),
            };
            Some(Ask { via, request })
        };
        (1..=operations).filter_map(ask).collect()
    };
    Program(setup.clients.iter().enumerate().map(client).collect())
}
