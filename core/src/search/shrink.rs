//! Fewer steps, same verdict.
//!
//! When a step is left out, the envelopes after it get other ids. So while shrinking, an envelope is
//! named by the step that sent it and its place among the messages, or the timers, of that step; a step
//! whose envelope does not exist any more is left out too. And a client that asked whom its route allowed
//! (the leader, as far as it knew) asks whom its route names now.

use super::{Found, judge::Play};
use crate::{
    check::Property,
    id::EnvelopeId,
    sim::{Action, By, Happening, Step, Trace, setup::Route},
    view::Kind,
};
use alloc::{collections::BTreeMap, vec::Vec};

/// An envelope: the step of the original run that sent it, and which of its envelopes it is.
type Name = (usize, Sent);

/// Whether it is a timer, and its place among the timers or the messages of one step.
type Sent = (bool, u32);

/// What the steps of the original run speak of.
#[derive(Default)]
struct Names {
    envelopes: BTreeMap<EnvelopeId, Name>,
    /// The steps in which a client asked a node that its route allowed.
    routed: Vec<usize>,
}

/// Leaves out steps of a run, half of them, a quarter, … one by one, until no single one can be left out.
/// What is left breaks the same promise, but perhaps with other operations as its proof. Every step
/// becomes a reader's.
#[must_use]
pub fn shrink(from: &Trace, found: &Found) -> Found {
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

/// What breaks a promise after one start, tried after another one, of a cluster with other settings: the
/// same steps as far as they are possible there. Shrunk, if that breaks the promise too.
#[must_use]
pub fn carry(from: &Trace, found: &Found, to: &Trace) -> Option<Found> {
    let original = &found.steps[..found.length() as usize];
    let names = names(from, found.property, original);
    let all: Vec<usize> = (0..original.len()).collect();
    let (carried, _) = attempt(to, found, original, &names, &all)?;
    Some(shrink(to, &carried))
}

/// The names in the original run.
fn names(from: &Trace, property: Property, original: &[Step]) -> Names {
    let mut play = Play::new(from, property, true);
    let mut names = Names::default();
    for (n, &step) in original.iter().enumerate() {
        if let Action::Invoke { client, via, request } = step.action
            && let Some(route) = play.world.route(client, request.is_write())
            && [Route::Any, Route::To(via)].contains(&route)
        {
            names.routed.push(n);
        }
        if play.push(step).is_ok() {
            names.envelopes.extend(sent(&play).into_iter().map(|(sent, id)| (id, (n, sent))));
        }
    }
    names
}

/// What the last step sent.
fn sent(play: &Play) -> Vec<(Sent, EnvelopeId)> {
    let mut places = [0, 0];
    let sent = play.log.happenings.iter().filter_map(|happening| match happening {
        Happening::Sent(envelope) => Some((envelope.kind == Kind::Timer, envelope.id)),
        _ => None,
    });
    let named = sent.map(|(timer, id)| {
        let place = &mut places[usize::from(timer)];
        *place += 1;
        ((timer, *place), id)
    });
    named.collect()
}

/// Plays the steps that are kept, as far as they are still possible; what broke, and which steps those were.
fn attempt(
    from: &Trace,
    found: &Found,
    original: &[Step],
    names: &Names,
    kept: &[usize],
) -> Option<(Found, Vec<usize>)> {
    let mut play = Play::new(from, found.property, true);
    let mut made: BTreeMap<Name, EnvelopeId> = BTreeMap::new();
    let mut done = Vec::new();
    for &n in kept {
        let now = |id: EnvelopeId| match names.envelopes.get(&id) {
            Some(name) => made.get(name).copied(),
            // It was in flight before the first step.
            None => Some(id),
        };
        let Some(mut action) = renamed(original[n].action, now) else { continue };
        if let Action::Invoke { client, via, request } = &mut action
            && names.routed.contains(&n)
            && let Some(Route::To(node)) = play.world.route(*client, request.is_write())
        {
            *via = node;
        }
        if play.push(Step { at: original[n].at, by: By::Reader, action }).is_ok() {
            made.extend(sent(&play).into_iter().map(|(sent, id)| ((n, sent), id)));
            done.push(n);
        }
    }
    Some((play.found(found.property)?, done))
}

fn renamed(action: Action, now: impl Fn(EnvelopeId) -> Option<EnvelopeId>) -> Option<Action> {
    Some(match action {
        Action::Deliver(id) => Action::Deliver(now(id)?),
        Action::Drop(id) => Action::Drop(now(id)?),
        Action::Duplicate(id) => Action::Duplicate(now(id)?),
        Action::Hold(id) => Action::Hold(now(id)?),
        Action::Release(id) => Action::Release(now(id)?),
        other => other,
    })
}
