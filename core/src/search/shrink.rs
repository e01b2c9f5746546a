//! Removing the steps that a counterexample does not need.
//!
//! Without a step, later envelopes get other ids. So while shrinking, an envelope is identified by the step that sent it
//! and its index among the messages, or the timers, of that step; a step whose envelope no longer exists is removed too.
//! A client whose request followed its route sends it to the node that its route names now.

use super::{Counterexample, judge::Replay};
use crate::{
    check::Property,
    id::EnvelopeId,
    sim::{Action, By, Happening, Step, Trace, setup::Route},
    view::Kind,
};
use alloc::{collections::BTreeMap, vec::Vec};

/// An envelope: the step of the original run that sent it, and its index.
type Name = (usize, Sent);

/// Whether an envelope is a timer, and its index among the timers or the messages of one step.
type Sent = (bool, u32);

/// The names of what the steps of the original run refer to.
#[derive(Default)]
struct Names {
    envelopes: BTreeMap<EnvelopeId, Name>,
    /// The steps that invoke an operation at a node of the client's route.
    routed: Vec<usize>,
}

/// Removes steps, first half of them, then a quarter and so on, until no single step can be removed. The result violates
/// the same property, possibly with another witness. Every step becomes a reader's.
#[must_use]
pub fn shrink(from: &Trace, found: &Counterexample) -> Counterexample {
    let length = found.length() as usize;
    let original = &found.steps[..length];
    let names = names(from, found.property, original);
    let mut best = (found.clone(), (0..length).collect::<Vec<usize>>());
    let mut chunk = length.div_ceil(2).max(1);
    loop {
        let mut shorter = false;
        let mut end = best.1.len();
        while end > 0 {
            let start = end.saturating_sub(chunk);
            let mut kept = best.1.clone();
            kept.drain(start..end);
            if let Some(better) = attempt(from, found, original, &names, &kept) {
                best = better;
                shorter = true;
            }
            end = start.min(best.1.len());
        }
        if chunk == 1 && !shorter {
            return best.0;
        }
        chunk = chunk.div_ceil(2);
    }
}

/// Tries a counterexample of one start on another start, of a cluster with other settings: the same steps, as far as
/// they are possible there. Returns the result shrunk, if it violates the property too.
#[must_use]
pub fn carry(from: &Trace, found: &Counterexample, to: &Trace) -> Option<Counterexample> {
    let original = &found.steps[..found.length() as usize];
    let names = names(from, found.property, original);
    let all: Vec<usize> = (0..original.len()).collect();
    let (carried, _) = attempt(to, found, original, &names, &all)?;
    Some(shrink(to, &carried))
}

/// Collects the names of the original run.
fn names(from: &Trace, property: Property, original: &[Step]) -> Names {
    let mut replay = Replay::new(from, property, true);
    let mut names = Names::default();
    for (n, &step) in original.iter().enumerate() {
        if let Action::Invoke { client, via, request } = step.action
            && let Some(route) = replay.world.route(client, request)
            && [Route::Any, Route::To(via)].contains(&route)
        {
            names.routed.push(n);
        }
        if replay.push(step).is_ok() {
            names.envelopes.extend(sent(&replay).into_iter().map(|(sent, id)| (id, (n, sent))));
        }
    }
    names
}

/// The envelopes that the last step sent.
fn sent(replay: &Replay) -> Vec<(Sent, EnvelopeId)> {
    let mut places = [0, 0];
    let sent = replay.log.happenings.iter().filter_map(Happening::sent);
    let sent = sent.map(|envelope| (envelope.kind == Kind::Timer, envelope.id));
    let named = sent.map(|(timer, id)| {
        let place = &mut places[usize::from(timer)];
        *place += 1;
        ((timer, *place), id)
    });
    named.collect()
}

/// Replays the kept steps, as far as they are still possible; returns the counterexample and the steps applied.
fn attempt(
    from: &Trace,
    found: &Counterexample,
    original: &[Step],
    names: &Names,
    kept: &[usize],
) -> Option<(Counterexample, Vec<usize>)> {
    let mut replay = Replay::new(from, found.property, true);
    let mut made: BTreeMap<Name, EnvelopeId> = BTreeMap::new();
    let mut done = Vec::new();
    for &n in kept {
        let now = |id: EnvelopeId| match names.envelopes.get(&id) {
            Some(name) => made.get(name).copied(),
            // In flight before the first step.
            None => Some(id),
        };
        let Some(mut action) = renamed(original[n].action, now) else { continue };
        if let Action::Invoke { client, via, request } = &mut action
            && names.routed.contains(&n)
            && let Some(Route::To(node)) = replay.world.route(*client, *request)
        {
            *via = node;
        }
        if replay.push(Step { at: original[n].at, by: By::Reader, action }).is_ok() {
            made.extend(sent(&replay).into_iter().map(|(sent, id)| ((n, sent), id)));
            done.push(n);
        }
    }
    Some((replay.found(found.property)?, done))
}

/// The action with its envelope's id in the current replay; `None` if that does not exist.
fn renamed(action: Action, now: impl Fn(EnvelopeId) -> Option<EnvelopeId>) -> Option<Action> {
    Some(match action {
        Action::Deliver(id) => Action::Deliver(now(id)?),
        Action::Drop(id) => Action::Drop(now(id)?),
        Action::Duplicate(id) => Action::Duplicate(now(id)?),
        Action::Hold(id) => Action::Hold(now(id)?),
        Action::Release(id) => Action::Release(now(id)?),
        Action::Invoke { .. }
        | Action::Crash(_)
        | Action::Restart(_)
        | Action::Wipe(_)
        | Action::Pause(_)
        | Action::Resume(_)
        | Action::Cut(..)
        | Action::Heal(..)
        | Action::Skew(..)
        | Action::Join(_)
        | Action::Leave(_)
        | Action::Configure(_)
        | Action::Promote(_)
        | Action::ShutDown(_) => action,
    })
}
