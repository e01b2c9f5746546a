//! A run's steps, packed: 24 bytes each, however large an action is.

use super::{
    action::Action,
    scheduler::{By, Step},
};
use crate::{history::History, id::EnvelopeId, time::Instant};
use alloc::vec::Vec;

/// The causal parents of a step, as numbers of earlier steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parents {
    /// The step that sent what this step delivered.
    pub cause: Option<u32>,
    /// The step before on the same node or client.
    pub before: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Deliver,
    Drop,
    /// The payload is the operation's place in the history.
    Invoke,
    /// The payload is a place among the rare actions.
    Rare,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chooser {
    Clock,
    Script,
    Reader,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packed {
    at: Instant,
    cause: u32,
    before: u32,
    payload: u32,
    line: u16,
    shape: Shape,
    by: Chooser,
}

const NONE: u32 = u32::MAX;

/// The steps of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    packed: Vec<Packed>,
    rare: Vec<Action>,
}

impl Steps {
    pub fn len(&self) -> u32 {
        self.packed.len() as u32
    }

    /// Appends a step; `operation` is the place in the history of what it invoked.
    pub fn push(&mut self, step: Step, parents: Parents, operation: Option<u32>) {
        let (shape, payload) = match (step.action, operation) {
            (Action::Deliver(EnvelopeId(id)), _) => (Shape::Deliver, id),
            (Action::Drop(EnvelopeId(id)), _) => (Shape::Drop, id),
            (Action::Invoke { .. }, Some(place)) => (Shape::Invoke, place),
            (action, _) => {
                self.rare.push(action);
                (Shape::Rare, (self.rare.len() - 1) as u32)
            }
        };
        let (by, line) = match step.by {
            By::Clock => (Chooser::Clock, 0),
            By::Script(line) => (Chooser::Script, line),
            By::Reader => (Chooser::Reader, 0),
        };
        let (cause, before) = (parents.cause.unwrap_or(NONE), parents.before.unwrap_or(NONE));
        self.packed.push(Packed { at: step.at, cause, before, payload, line, shape, by });
    }

    /// Step number `n`.
    pub fn step(&self, n: u32, history: &History) -> Option<Step> {
        let packed = self.packed.get(n as usize)?;
        let action = match packed.shape {
            Shape::Deliver => Action::Deliver(EnvelopeId(packed.payload)),
            Shape::Drop => Action::Drop(EnvelopeId(packed.payload)),
            Shape::Invoke => {
                let operation = history.operations().get(packed.payload as usize)?;
                let (client, via, request) =
                    (operation.id.client, operation.via, operation.request);
                Action::Invoke { client, via, request }
            }
            Shape::Rare => *self.rare.get(packed.payload as usize)?,
        };
        let by = match packed.by {
            Chooser::Clock => By::Clock,
            Chooser::Script => By::Script(packed.line),
            Chooser::Reader => By::Reader,
        };
        Some(Step { at: packed.at, by, action })
    }

    /// When step number `n` happened.
    pub fn at(&self, n: u32) -> Option<Instant> {
        self.packed.get(n as usize).map(|packed| packed.at)
    }

    /// How many steps happened up to a moment, that moment included.
    pub fn until(&self, at: Instant) -> u32 {
        self.packed.partition_point(|packed| packed.at <= at) as u32
    }

    pub fn parents(&self, n: u32) -> Option<Parents> {
        let some = |step: u32| (step != NONE).then_some(step);
        let packed = self.packed.get(n as usize)?;
        Some(Parents { cause: some(packed.cause), before: some(packed.before) })
    }

    /// The first `n` steps.
    pub fn first(&self, n: u32) -> Self {
        let packed: Vec<_> = self.packed.iter().take(n as usize).copied().collect();
        let rare = packed.iter().filter(|packed| packed.shape == Shape::Rare).count();
        Self { packed, rare: self.rare.iter().take(rare).copied().collect() }
    }
}
