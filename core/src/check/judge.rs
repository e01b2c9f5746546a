//! All verdicts of a moment, kept up to date while a run goes on.

use super::{
    causal::Causal,
    convergence, durability,
    invariant::Invariants,
    linearizable::Linearizable,
    numbers::Numbers,
    sequential::Sequential,
    session::Sessions,
    verdict::{Property, Verdict},
};
use crate::{
    history::{History, Known, News},
    view::WorldView,
};
use litemap::LiteMap;

/// Judges moment after moment of one run, in order of time. For an earlier moment, begin anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judge {
    known: Known,
    linearizable: Linearizable,
    sequential: Sequential,
    causal: Causal,
    sessions: Sessions,
    numbers: Numbers,
    invariants: Invariants,
    verdicts: LiteMap<Property, Verdict>,
}

impl Judge {
    /// Placements that the search for a sequential order may try for each operation that ends. All else
    /// costs a few look-ups an operation.
    pub const BUDGET: u32 = 200;

    /// Takes in what is new: `history` is what clients had seen at the moment of `view`.
    ///
    /// A broken promise stays broken: later operations cannot mend it. Durability and convergence speak
    /// of the moment.
    pub fn look(&mut self, history: &History, view: &WorldView) {
        history.news(self.known).for_each(|news| self.take(history, news));
        self.known = history.known();
        for property in Sessions::PROPERTIES {
            self.verdicts.insert(property, self.sessions.verdict(property));
        }
        self.verdicts.insert(Property::Linearizable, self.linearizable.verdict());
        self.verdicts.insert(Property::Causal, self.causal.verdict());
        self.verdicts.insert(Property::Sequential, self.sequential());
        self.verdicts.insert(Property::Durable, durability::check(history, view));
        self.verdicts.insert(Property::Convergence, convergence::check(view));
        if let Some(verdict) = self.numbers.verdict() {
            self.verdicts.insert(Property::UniqueNumbers, verdict);
        }
        if self.invariants.look(view) {
            self.verdicts.insert(Property::LogsAgree, self.invariants.verdict());
        }
    }

    fn take(&mut self, history: &History, news: News<'_>) {
        self.causal.take(history, news);
        if let News::Ended(operation) = news {
            self.numbers.take(operation);
            self.sessions.take(history, operation);
            self.linearizable.take(history, operation);
            self.sequential.take(history, operation);
            self.sequential.work(Self::BUDGET);
        }
    }

    /// What is linearizable is sequential, and what is sequential is causal: either may decide what the
    /// search has not decided yet, and a cause that was skipped is the better proof.
    fn sequential(&self) -> Verdict {
        match (self.linearizable.verdict(), self.causal.verdict()) {
            (holds @ Verdict::Holds { .. }, _) => holds,
            (_, broken @ Verdict::Violated(_)) => broken,
            _ => self.sequential.verdict(),
        }
    }

    /// What is known of a property.
    #[must_use]
    pub fn verdict(&self, property: Property) -> Option<&Verdict> {
        self.verdicts.get(&property)
    }
}
