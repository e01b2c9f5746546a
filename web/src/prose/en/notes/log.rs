//! Notes about a replication log.

use super::{super::writes::write, sends};
use crate::prose::StepContext;
use replicarium::{id::NodeId, store::LogNote};

/// A note of a replica.
pub fn noted(cx: &StepContext, node: NodeId, note: LogNote) -> String {
    match note {
        LogNote::Appended { write: id, position } => {
            format!("{node} put {} at position {position} of its log{}.", write(cx, id), sends(cx))
        }
        LogNote::Applied { write: id, position } => {
            format!("{node} applied position {position}: {}.", write(cx, id))
        }
        LogNote::Gap { held, after } => format!(
            "{node} has the log up to position {held} and got entries after {after}: it asks for the \
             missing ones."
        ),
        LogNote::Resumed { peer, after } => {
            format!("{node} learned that {peer} has the log up to {after}, and sends what follows.")
        }
        LogNote::Recovered { .. } => format!("{node} restarted with what was on its disk."),
    }
}
