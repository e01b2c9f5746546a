//! All checkers together, kept up to date step by step.

use super::{
    causal::Causal,
    linearizable::Linearizable,
    numbers::Numbers,
    sequential::Sequential,
    session::Sessions,
    siblings,
    state::StateJudge,
    verdict::{Property, Verdict},
};
use crate::{
    history::{History, Known, News, Operation},
    id::{NodeId, NodeSet},
    time::Instant,
    view::NodeView,
};

/// Judges every property of one run, step by step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judge {
    known: Known,
    linearizable: Linearizable,
    sequential: Sequential,
    causal: Causal,
    sessions: Sessions,
    numbers: Numbers,
    state: StateJudge,
}

impl Judge {
    /// Placements that the search for a sequential order may try for each operation that ends. Every other checker
    /// needs a few lookups per operation.
    pub const BUDGET: u32 = 200;

    /// Judges a step: the nodes that it touched, and the operations that it began and ended. `step` is its time and
    /// number. The first call must name all nodes. `outline` is that of [`StateJudge::observe`].
    pub fn observe(
        &mut self,
        history: &History,
        step: (Instant, u32),
        touched: NodeSet,
        outline: &mut dyn FnMut(NodeId, u64) -> Option<NodeView>,
    ) {
        self.state.observe(history, &self.causal, step, touched, outline);
        for news in history.news(self.known) {
            self.causal.take(history, news);
            if let News::Ended(operation) = news {
                self.sessions.take(history, &self.causal, operation);
                self.look_for_questions(history, operation);
                self.linearizable.take(history, operation);
                self.sequential.take(history, operation);
                self.sequential.work(history, Self::BUDGET);
                self.numbers.take(operation);
                self.state.end(history, operation);
            }
        }
        self.known = history.known();
    }

    /// Whether a read shows an answer without its question, where no replica is to store both.
    fn look_for_questions(&mut self, history: &History, read: &Operation) {
        // What it missed is a cause, so a causal history has none.
        if self.causal.is_violated() && siblings::is_answered(history, read) {
            let missed = self.sessions.without_question(history, &self.causal, read);
            missed.for_each(|witness| self.state.missed(history, witness));
        }
    }

    /// The verdict on a property so far; `None` for [`convergence`](super::convergence), which is judged from one
    /// view, and for properties that the mode does not have.
    ///
    /// A violation is final, except for durability, which is judged at each moment.
    #[must_use]
    pub fn verdict(&self, history: &History, property: Property) -> Option<Verdict> {
        Some(match property {
            Property::Linearizable => self.linearizable.verdict(),
            Property::Sequential => self.sequential(),
            Property::Causal => self.causal.verdict(),
            Property::Durable => self.state.durable(history),
            Property::LogsAgree => self.state.logs_agree()?,
            Property::UniqueNumbers => self.numbers.verdict()?,
            Property::Convergence => return None,
            Property::ReadYourWrites | Property::MonotonicReads => self.sessions.verdict(property),
            Property::MonotonicWrites
            | Property::WritesFollowReads
            | Property::ConsistentPrefix => self.state.in_order(property),
        })
    }

    /// A linearizable history is sequential, and a history that is not causal is not sequential. Either may decide
    /// before the search does, and a skipped cause is the better proof.
    fn sequential(&self) -> Verdict {
        match (self.linearizable.verdict(), self.causal.verdict()) {
            (holds @ Verdict::Holds { .. }, _) => holds,
            (_, broken @ Verdict::Violated(_)) => broken,
            (
                Verdict::Violated(_) | Verdict::Unknown(_),
                Verdict::Holds { .. } | Verdict::Unknown(_),
            ) => self.sequential.verdict(),
        }
    }
}
