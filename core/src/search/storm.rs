//! One long random run with faults, aware of the state: who leads and who coordinates is hit first.

use super::{Ask, Program};
use crate::{
    hash::Fingerprint,
    id::{ClientId, EnvelopeId, NodeId},
    kv::{Key, Request},
    random::{Dice, Stream},
    sim::{
        Action, By, Setup, Step, Trace, scheduler,
        setup::{ClientSpec, Route},
    },
    time::Duration,
    view::{Role, Status, WorldView},
};
use alloc::vec::Vec;

/// What a random run is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storm {
    /// Names every draw.
    pub seed: u64,
    /// Steps of the run.
    pub steps: u32,
    /// Faults are drawn: crashes, pauses, one-way cuts, losses, and else the clock goes on. At most one node
    /// and two links are out of order at a time. Without, any message may arrive next, but some are slow:
    /// they wait until nothing else can happen.
    pub faults: bool,
}

/// Draws a run that goes on from `from`. Everything it does is a step of the run, so that it replays
/// without dice.
#[must_use]
pub fn storm(from: &Trace, program: &Program, plan: &Storm) -> Trace {
    let mut run = from.branch(from.len());
    for n in 0..u64::from(plan.steps) {
        let mut dice = Dice::new(plan.seed, Stream::Storm, n);
        let action = match plan.faults {
            true => disturbed(&run, program, &mut dice),
            false => undisturbed(&run, program, plan.seed, &mut dice),
        };
        // No two of its own steps at one moment: clocks tell apart what follows from each other.
        let at = run.tip().now() + Duration(1);
        let step = action.map(|action| Step { at, by: By::Reader, action });
        let by_clock = || plan.faults.then(|| run.next()).flatten();
        let Some(step) = step.or_else(by_clock) else { break };
        // What was drawn is enabled, and what the clock chooses can happen.
        let pushed = run.push(step);
        debug_assert_eq!(pushed, Ok(()), "{step:?}");
    }
    run
}

fn disturbed(run: &Trace, program: &Program, dice: &mut Dice) -> Option<Action> {
    match dice.below(100) {
        0..8 => fault(run, dice),
        8..13 => mend(run, dice),
        13..16 => message(run, dice).map(Action::Drop),
        16..30 => message(run, dice).map(Action::Deliver),
        30..55 => invoke(run, program, dice),
        _ => None,
    }
}

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

fn fault(run: &Trace, dice: &mut Dice) -> Option<Action> {
    let view = run.tip().view();
    let down = view.nodes.iter().any(|node| node.status != Status::Running);
    let kind = dice.below(3);
    let target = target(&view, dice);
    let fits = |action: &Action| match (*action, kind) {
        (Action::Crash(node), 0) | (Action::Pause(node), 1) => !down && node == target,
        (Action::Cut(from, to), 2) => {
            view.cuts.len() < 2 && (from == target.into() || to == target.into())
        }
        _ => false,
    };
    let faults: Vec<Action> = run.tip().enabled().into_iter().filter(fits).collect();
    pick(&faults, dice)
}

/// Half of the time somebody who matters: a leader, or a coordinator that waits for answers.
fn target(view: &WorldView, dice: &mut Dice) -> NodeId {
    let matters = view
        .nodes
        .iter()
        .filter(|node| node.replica.role == Role::Leader || !node.replica.waiting.is_empty());
    let matters: Vec<NodeId> = matters.map(|node| node.id).collect();
    let all: Vec<NodeId> = view.nodes.iter().map(|node| node.id).collect();
    let chosen = if dice.chance(500_000) { pick(&matters, dice) } else { None };
    chosen.or_else(|| pick(&all, dice)).unwrap_or_default()
}

fn mend(run: &Trace, dice: &mut Dice) -> Option<Action> {
    let mends = |action: &Action| {
        matches!(action, Action::Restart(_) | Action::Resume(_) | Action::Heal(..))
    };
    let mends: Vec<Action> = run.tip().enabled().into_iter().filter(mends).collect();
    pick(&mends, dice)
}

/// Any message that could arrive: it may overtake others, also on its own link.
fn message(run: &Trace, dice: &mut Dice) -> Option<EnvelopeId> {
    let arrivals = run.tip().arrivals().into_iter().filter(|arrival| !arrival.timer);
    pick(&arrivals.map(|arrival| arrival.id).collect::<Vec<_>>(), dice)
}

/// Any message that could arrive and is not among the slow ones. A few messages that stay out for long
/// break more promises than many that are a little late (Burckhardt et al., *A Randomized Scheduler with
/// Probabilistic Guarantees of Finding Bugs*, 2010, for threads).
fn quick(run: &Trace, seed: u64, dice: &mut Dice) -> Option<EnvelopeId> {
    let slow = |id: EnvelopeId| Fingerprint::of(&(seed, id)).is_multiple_of(2 + seed % 3);
    let arrivals = run.tip().arrivals().into_iter().filter(|a| !a.timer && !slow(a.id));
    pick(&arrivals.map(|arrival| arrival.id).collect::<Vec<_>>(), dice)
}

/// The next operation of any client that is idle.
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
    Some(Action::Invoke { client, via: pick(&ask.via, dice)?, request: ask.request })
}

/// Operations for every client of a setup, drawn: as many writes as reads, to whom its route says.
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
                Route::Any | Route::Leader => (0..setup.nodes).map(NodeId).collect(),
            };
            Some(Ask { via, request })
        };
        (1..=operations).filter_map(ask).collect()
    };
    Program(setup.clients.iter().enumerate().map(client).collect())
}
