//! All verdicts of a moment, kept up to date while a run goes on.

use super::{
    causal, convergence, durability,
    invariant::Invariants,
    linearizable, sequential,
    session::Sessions,
    verdict::{Property, Verdict},
};
use crate::{history::History, view::WorldView};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Judges moment after moment of one run, in order of time. For an earlier moment, begin anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judge {
    sessions: Sessions,
    invariants: Invariants,
    /// Ended operations that were taken in.
    taken: u32,
    verdicts: LiteMap<Property, Verdict>,
}

impl Judge {
    /// Placements that the linearizability search may try for each key, each time.
    pub const BUDGET: u64 = 20_000;

    /// Takes in what is new: `history` is what clients had seen at the moment of `view`.
    ///
    /// A broken promise stays broken: later operations cannot mend it. Durability and convergence speak
    /// of the moment.
    pub fn look(&mut self, history: &History, view: &WorldView) {
        let ended = history.operations().iter().filter(|o| o.ended.is_some()).count() as u32;
        if ended != self.taken || self.verdicts.is_empty() {
            self.take(history);
            self.taken = ended;
            for property in Sessions::PROPERTIES {
                self.verdicts.insert(property, self.sessions.verdict(property));
            }
            self.again(Property::Linearizable, || linearizable::check(history, Self::BUDGET));
            self.again(Property::Sequential, || sequential::check(history, Self::BUDGET / 10));
            self.again(Property::Causal, || causal::check(history));
        }
        self.verdicts.insert(Property::Durable, durability::check(history, view));
        self.verdicts.insert(Property::Convergence, convergence::check(view));
        if self.invariants.look(view) {
            self.verdicts.insert(Property::LogsAgree, self.invariants.verdict());
        }
    }

    fn take(&mut self, history: &History) {
        let new: Vec<_> =
            super::session::by_end(history).into_iter().skip(self.taken as usize).collect();
        for operation in new {
            self.sessions.take(history, operation);
        }
    }

    fn again(&mut self, property: Property, check: impl FnOnce() -> Verdict) {
        if !self.verdicts.get(&property).is_some_and(Verdict::is_violated) {
            self.verdicts.insert(property, check());
        }
    }

    /// What is known of a property.
    #[must_use]
    pub fn verdict(&self, property: Property) -> Option<&Verdict> {
        self.verdicts.get(&property)
    }
}
