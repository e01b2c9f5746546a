//! The steps of a run, packed into 24 bytes each, however large an action is.

use super::{
    action::Action,
    scheduler::{By, Step},
};
use crate::{history::History, id::EnvelopeId, shared::SharedVec, time::Instant};
use core::num::NonZeroU32;

/// The causal parents of a step, as numbers of earlier steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parents {
    /// The step that sent what this step delivered.
    pub cause: Option<u32>,
    /// The previous step on the same node or client.
    pub before: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Deliver,
    Drop,
    /// The payload is the operation's place in the history.
    Invoke,
    /// The payload is an index into the rare actions.
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
    cause: Number,
    before: Number,
    payload: u32,
    line: u16,
    shape: Shape,
    by: Chooser,
}

/// A number below `u32::MAX`, or none, in four bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Number(Option<NonZeroU32>);

impl Number {
    /// The number, if there is one.
    pub const fn get(self) -> Option<u32> {
        match self.0 {
            Some(number) => Some(number.get() - 1),
            None => None,
        }
    }
}

impl From<Option<u32>> for Number {
    /// `u32::MAX` does not fit and becomes `None`.
    fn from(number: Option<u32>) -> Self {
        Self(number.and_then(|number| NonZeroU32::new(number.wrapping_add(1))))
    }
}

/// The steps of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    packed: SharedVec<Packed>,
    /// Actions that are neither an arrival, a loss nor an invocation, and the number of their step.
    rare: SharedVec<(u32, Action)>,
}

impl Steps {
    pub const fn len(&self) -> u32 {
        self.packed.len() as u32
    }

    /// Appends a step; `operation` is the place in the history of what it invoked.
    pub fn push(&mut self, step: Step, parents: Parents, operation: Option<u32>) {
        let (shape, payload) = match (step.action, operation) {
            (Action::Deliver(EnvelopeId(id)), _) => (Shape::Deliver, id),
            (Action::Drop(EnvelopeId(id)), _) => (Shape::Drop, id),
            (Action::Invoke { .. }, Some(place)) => (Shape::Invoke, place),
            (action, _) => {
                self.rare.push((self.len(), action));
                (Shape::Rare, (self.rare.len() - 1) as u32)
            }
        };
        let (by, line) = match step.by {
            By::Clock => (Chooser::Clock, 0),
            By::Script(line) => (Chooser::Script, line),
            By::Reader => (Chooser::Reader, 0),
        };
        let (cause, before) = (parents.cause.into(), parents.before.into());
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
            Shape::Rare => self.rare.get(packed.payload as usize)?.1,
        };
        let by = match packed.by {
            Chooser::Clock => By::Clock,
            Chooser::Script => By::Script(packed.line),
            Chooser::Reader => By::Reader,
        };
        Some(Step { at: packed.at, by, action })
    }

    /// The time of step number `n`.
    pub fn at(&self, n: u32) -> Option<Instant> {
        self.packed.get(n as usize).map(|packed| packed.at)
    }

    /// The number of steps up to and including the moment `at`.
    pub fn until(&self, at: Instant) -> u32 {
        self.packed.partition_point(|packed| packed.at <= at) as u32
    }

    /// The causal parents of step number `n`.
    pub fn parents(&self, n: u32) -> Option<Parents> {
        let packed = self.packed.get(n as usize)?;
        Some(Parents { cause: packed.cause.get(), before: packed.before.get() })
    }

    /// Drops all but the first `n` steps.
    pub fn truncate(&mut self, n: u32) {
        self.packed.truncate(n as usize);
        self.rare.truncate(self.rare.partition_point(|&(step, _)| step < n));
    }
}
