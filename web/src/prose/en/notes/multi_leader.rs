//! Notes of multi-leader replicas.

use super::super::writes::value;
use crate::prose::StepContext;
use replicarium::{id::NodeId, protocol::multi_leader::Note};

/// A note of a leader.
pub fn noted(cx: &StepContext, node: NodeId, note: Note) -> String {
    match note {
        Note::Conflict { key, kept, lost } => format!(
            "{node} found two writes to {key} that did not know of each other: it keeps {}, and {} \
             is lost.",
            value(cx, kept),
            value(cx, lost)
        ),
        Note::Restored { peer, rows: 1 } => {
            format!("{node} has lost its disk and gets a row of {peer}.")
        }
        Note::Restored { peer, rows } => {
            format!("{node} has lost its disk and gets {rows} rows of {peer}.")
        }
    }
}
