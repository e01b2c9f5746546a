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
        Note::Beside { key, write, others } => {
            let others = match others {
                1 => "another write".to_owned(),
                _ => format!("{others} other writes"),
            };
            format!(
                "{node} finds that {} and {others} to {key} did not know of each other. It keeps all.",
                value(cx, write)
            )
        }
        Note::HeldBack { write, node: other, number } => format!(
            "{node} holds {} back: write {number} of {other} comes before it and is not here yet.",
            value(cx, write)
        ),
        Note::Suspects { peer } => {
            format!("{node} has not heard {peer} for too long, and suspects it.")
        }
        Note::HearsAgain { peer } => format!("{node} hears {peer} again."),
        Note::TakesOver { key, home } => {
            format!("{home}, the home of {key}, does not answer: {node} takes the write.")
        }
        Note::GivesWay { write, other } => format!(
            "{node} refuses {}: {} was written at the same time and is kept.",
            value(cx, write),
            value(cx, other)
        ),
        Note::Updated { write, .. } => format!("{node} takes the update {}.", value(cx, write)),
        Note::Merged { from, write } => {
            format!("{node} merges what {from} has seen, up to {}.", value(cx, write))
        }
        Note::Handled { key, versions, .. } => {
            format!("{node}'s conflict handler makes one value of {versions} versions of {key}.")
        }
        Note::Restored { peer, rows: 1 } => {
            format!("{node} has lost its disk and gets a row of {peer}.")
        }
        Note::Restored { peer, rows } => {
            format!("{node} has lost its disk and gets {rows} rows of {peer}.")
        }
    }
}
