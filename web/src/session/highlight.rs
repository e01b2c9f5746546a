//! The witness that is highlighted on the stage and in the diagram.

use super::Branch;
use replicarium::{
    check::{Noted, Property, Violation, Witness},
    explain,
    id::{Address, EnvelopeId, OperationId},
    view::EnvelopeView,
};

/// A witness with all that explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// The promise.
    pub property: Property,
    /// The operations that prove it.
    pub operations: Vec<OperationId>,
    /// The envelopes that explain it.
    pub envelopes: Vec<EnvelopeId>,
    /// What nodes noted that explains it, in order of time.
    pub notes: Vec<Noted>,
    /// The clients that made the operations and the replicas that they asked.
    pub parties: Vec<Address>,
    /// By this step the violation is complete.
    pub step: u32,
}

impl Highlight {
    /// Finds what explains a witness.
    pub fn of(branch: &Branch, property: Property, witness: &Witness) -> Self {
        let witness = explain::explained(branch.trace(), branch.film.record(), witness);
        let history = branch.trace().history();
        let operations = || witness.operations.iter().filter_map(|&id| history.operation(id));
        let ends = operations().filter_map(|o| o.ended.map(|(.., step)| step + 1));
        let mut last_copy = 0;
        if let Violation::Lost { last_copy: Some(lost), .. } = witness.violation {
            last_copy = lost.step + 1;
        }
        let parties = operations().flat_map(|o| [o.id.client.into(), o.via.into()]);
        Self {
            property,
            step: ends.max().unwrap_or(0).max(last_copy),
            parties: parties.collect(),
            operations: witness.operations.clone(),
            envelopes: witness.envelopes,
            notes: witness.notes,
        }
    }

    /// Whether an envelope belongs to it: it explains the witness, or is a request or reply of one of its
    /// operations.
    pub fn has(&self, envelope: &EnvelopeView) -> bool {
        let direct = matches!(envelope.from, Address::Client(_))
            || matches!(envelope.to, Address::Client(_));
        let serves = envelope.label.about.is_some_and(|about| self.operations.contains(&about));
        self.envelopes.contains(&envelope.id) || (direct && serves)
    }
}
