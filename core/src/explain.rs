//! Which envelopes explain a violation: a checker sees only history and view; this looks at the run.

use crate::{
    check::{Kind, Witness},
    id::{Address, EnvelopeId, NodeId, OperationId},
    sim::{Action, Happening, Trace},
};
use alloc::{collections::BTreeMap, vec::Vec};

/// Fills in the envelopes of a witness.
///
/// For a read that missed a write: every envelope that carried the write to the replica that was asked
/// and did not arrive before the read was answered. For a lost write: every envelope that carried it.
#[must_use]
pub fn with_envelopes(trace: &Trace, witness: &Witness) -> Witness {
    let mut witness = witness.clone();
    let operation = |n: usize| {
        let id: OperationId = *witness.operations.get(n)?;
        trace.history().operation(id)
    };
    let (missing, at, by) = match witness.kind {
        Kind::Lost => (operation(0), None, u32::MAX),
        Kind::WentBack => {
            let seen = operation(1).and_then(crate::check::order::read_of).flatten();
            let write = seen.and_then(|write| trace.history().operation(write));
            let read = operation(0);
            (write, read.map(|read| read.via), read.map_or(0, end_of))
        }
        Kind::Stale | Kind::OwnWriteMissing | Kind::CauseSkipped => {
            let read = operation(0);
            (operation(1), read.map(|read| read.via), read.map_or(0, end_of))
        }
        Kind::EarlierWriteMissing | Kind::CauseMissing => {
            let read = operation(0);
            (operation(2), read.map(|read| read.via), read.map_or(0, end_of))
        }
        Kind::FromTheFuture | Kind::NoPlace | Kind::Differ { .. } => (None, None, 0),
    };
    if let Some(missing) = missing {
        witness.envelopes = carriers(trace, missing.id, at, by);
    }
    witness
}

fn end_of(operation: &crate::history::Operation) -> u32 {
    operation.ended.map_or(u32::MAX, |(.., step)| step)
}

/// Envelopes with this write in them, for this replica if one is named, that had not arrived by a step.
fn carriers(trace: &Trace, write: OperationId, to: Option<NodeId>, by: u32) -> Vec<EnvelopeId> {
    let mut carriers: BTreeMap<EnvelopeId, bool> = BTreeMap::new();
    trace.watch(0, trace.len().min(by), |_, step, log| {
        if let Action::Deliver(id) = step.action
            && let Some(arrived) = carriers.get_mut(&id)
        {
            *arrived = true;
        }
        for happening in &log.happenings {
            if let Happening::Sent(e) = happening
                && let Some((_, carried)) = e.label.carries
                && carried == write
                && let Address::Node(receiver) = e.to
                && to.is_none_or(|to| to == receiver)
            {
                carriers.insert(e.id, false);
            }
        }
    });
    carriers.into_iter().filter(|&(_, arrived)| !arrived).map(|(id, _)| id).collect()
}
