//! Fewer steps, same verdict.
//!
//! When a step is left out, the envelopes after it get other ids. So while shrinking, an envelope is
//! named by the step that sent it and its place among what that step sent; a step whose envelope does not
//! exist any more is left out too.

use super::{Found, judge::Play};
use crate::{
    check::Property,
    id::EnvelopeId,
    sim::{Action, By, Happening, Step, Trace},
};
use alloc::{collections::BTreeMap, vec, vec::Vec};

/// An envelope, by the step of the original run that sent it and its place there.
type Name = (usize, usize);

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

/// The name of each envelope that the original run sent.
fn names(from: &Trace, property: Property, original: &[Step]) -> BTreeMap<EnvelopeId, Name> {
    let mut play = Play::new(from, property, true);
    let mut names = BTreeMap::new();
    for (n, &step) in original.iter().enumerate() {
        if play.push(step).is_ok() {
            names.extend(sent(&play).enumerate().map(|(place, id)| (id, (n, place))));
        }
    }
    names
}

fn sent(play: &Play) -> impl Iterator<Item = EnvelopeId> {
    play.log.happenings.iter().filter_map(|happening| match happening {
        Happening::Sent(envelope) => Some(envelope.id),
        _ => None,
    })
}

/// Plays the steps that are kept, as far as they are still possible; what broke, and which steps those were.
fn attempt(
    from: &Trace,
    found: &Found,
    original: &[Step],
    names: &BTreeMap<EnvelopeId, Name>,
    kept: &[usize],
) -> Option<(Found, Vec<usize>)> {
    let mut play = Play::new(from, found.property, true);
    let mut made: Vec<Vec<EnvelopeId>> = vec![Vec::new(); original.len()];
    let mut done = Vec::new();
    for &n in kept {
        let now = |id: EnvelopeId| match names.get(&id) {
            Some(&(step, place)) => made[step].get(place).copied(),
            // It was in flight before the first step.
            None => Some(id),
        };
        let Some(action) = renamed(original[n].action, now) else { continue };
        if play.push(Step { at: original[n].at, by: By::Reader, action }).is_ok() {
            made[n] = sent(&play).collect();
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
