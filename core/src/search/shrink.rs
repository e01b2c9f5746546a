//! Fewer steps, same verdict.
//!
//! When a step is left out, the envelopes after it get other ids. So while shrinking, an envelope is
//! named by the step that sent it, its path, and its place among what that step sent on this path; a step
//! whose envelope does not exist any more is left out too. And a client that asked whom its route named (the leader, as far as it
//! knew) asks whom its route names now.

use super::{Found, judge::Play};
use crate::{
    check::Property,
    id::{Address, EnvelopeId},
    sim::{Action, By, Happening, Step, Trace, setup::Route},
};
use alloc::{collections::BTreeMap, vec::Vec};

/// An envelope: the step of the original run that sent it, and what of its envelopes it is.
type Name = (usize, Sent);

/// From whom to whom, and the how manieth that one step sent so.
type Sent = (Address, Address, u32);

/// What the steps of the original run speak of.
#[derive(Default)]
struct Names {
    envelopes: BTreeMap<EnvelopeId, Name>,
    /// The steps in which a client's route named the one node that it asked.
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
            && play.world.route(client, request.is_write()) == Some(Route::To(via))
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
    let mut all: Vec<(Sent, EnvelopeId)> = Vec::new();
    for happening in &play.log.happenings {
        let Happening::Sent(envelope) = happening else { continue };
        let (from, to) = (envelope.from, envelope.to);
        let same = all.iter().filter(|((a, b, _), _)| (*a, *b) == (from, to)).count() as u32;
        all.push(((from, to, same), envelope.id));
    }
    all
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
