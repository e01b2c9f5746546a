//! All that is known of every promise, kept up to date while a run goes on.

use super::{
    causal::Causal,
    linearizable::Linearizable,
    numbers::Numbers,
    sequential::Sequential,
    session::Sessions,
    verdict::{Property, Verdict},
    watch::Watch,
};
use crate::{
    history::{History, Known, News},
    id::{NodeId, NodeSet},
    time::Instant,
    view::NodeView,
};

/// Judges step after step of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judge {
    known: Known,
    linearizable: Linearizable,
    sequential: Sequential,
    causal: Causal,
    sessions: Sessions,
    numbers: Numbers,
    watch: Watch,
}

impl Judge {
    /// Placements that the search for a sequential order may try for each operation that ends. All else
    /// costs a few look-ups an operation.
    pub const BUDGET: u32 = 200;

    /// Takes in what a step (by its number, at some time) made of the nodes that it touched, and what
    /// clients did and were told by it. The first time, those are all nodes. `see`: as [`Watch::look`] has it.
    pub fn look(
        &mut self,
        history: &History,
        step: (Instant, u32),
        touched: NodeSet,
        see: &mut dyn FnMut(NodeId, u64) -> Option<NodeView>,
    ) {
        self.watch.look(history, step, touched, see);
        for news in history.news(self.known) {
            self.causal.take(history, news);
            if let News::Ended(operation) = news {
                self.sessions.take(history, operation);
                self.linearizable.take(history, operation);
                self.sequential.take(history, operation);
                self.sequential.work(history, Self::BUDGET);
                self.numbers.take(operation);
                self.watch.take(history, operation);
            }
        }
        self.known = history.known();
    }

    /// What is known of a property. Whether replicas have become equal is seen from a moment alone:
    /// [`convergence`](super::convergence).
    ///
    /// A broken promise stays broken: later operations cannot mend it. Only durability speaks of the moment.
    #[must_use]
    pub fn verdict(&self, history: &History, property: Property) -> Option<Verdict> {
        Some(match property {
            Property::Linearizable => self.linearizable.verdict(),
            Property::Sequential => self.sequential(),
            Property::Causal => self.causal.verdict(),
            Property::Durable => self.watch.durable(history),
            Property::LogsAgree => self.watch.logs_agree()?,
            Property::UniqueNumbers => self.numbers.verdict()?,
            Property::Convergence => return None,
            Property::ReadYourWrites
            | Property::MonotonicReads
            | Property::MonotonicWrites
            | Property::WritesFollowReads => self.sessions.verdict(property),
        })
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
}
