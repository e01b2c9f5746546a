//! Notes of leaderless replicas and coordinators.

use super::{
    super::{
        words,
        writes::{value, whose, write},
    },
    sends,
};
use crate::prose::StepContext;
use replicarium::{id::NodeId, protocol::leaderless::Note};

/// The data centre whose answers count, if there are several.
fn near(cx: &StepContext, who: NodeId) -> String {
    let place = words::centre(cx.world.ring.as_ref(), who);
    place.map_or_else(String::new, |place| format!(" from {place}"))
}

/// A number of rows.
fn count(rows: u16) -> String {
    if rows == 1 { "1 row".into() } else { format!("{rows} rows") }
}

/// A note of a replica or a coordinator.
pub fn noted(cx: &StepContext, who: NodeId, note: Note) -> String {
    let node = words::node(who);
    match note {
        Note::Stored { write: id, key } => {
            format!("{node} stored {} for {key}{}.", value(cx, id), sends(cx))
        }
        Note::KeptNewer { key, kept, ignored } => format!(
            "{node} discarded {}: by timestamp, {} is the newer {key}.",
            value(cx, ignored),
            value(cx, kept)
        ),
        Note::Answer { operation, answers, needed } => {
            format!(
                "{node} has {answers} of the {needed} answers{} that {} needs.",
                near(cx, who),
                whose(cx, operation)
            )
        }
        Note::Enough { operation, answers } => format!(
            "{node} has {answers} {}{}, enough for {}: it tells the client.",
            if answers == 1 { "answer" } else { "answers" },
            near(cx, who),
            whose(cx, operation)
        ),
        Note::TooFew { operation, answers, needed } => format!(
            "{node} gave up on {}: only {answers} of {needed} replicas answered.",
            whose(cx, operation)
        ),
        Note::Named { write: id, key, siblings: 1, .. } => {
            format!("{node} stored {} for {key}.", value(cx, id))
        }
        Note::Named { write: id, key, siblings, .. }
        | Note::Siblings { write: id, key, siblings } => format!(
            "{node} stored {} for {key} beside values that its client had not seen: {siblings} siblings.",
            value(cx, id)
        ),
        Note::Forwarded { write: id, to } => {
            format!("{node} is not a home of this key: it forwards {} to {to}.", write(cx, id))
        }
        Note::Differ { peer, parts, of } => {
            format!("{node} compared hashes with {peer}: {parts} of {of} differ.")
        }
        Note::Swept { key, .. } => {
            format!("{node} dropped the tombstone of {key}: its grace period is over.")
        }
        Note::Repairs { replica, write: id, .. } => {
            format!("{node} saw that {replica} is behind, and sends it {}.", value(cx, id))
        }
        Note::StandsIn { operation, home, by } => format!(
            "{home} has not answered {node} about {}: {by} stands in for it.",
            whose(cx, operation)
        ),
        Note::Hinted { write: id, home } => {
            format!("{node} keeps {} for {home}, until {home} is back.", write(cx, id))
        }
        Note::HandedOff { write: id, home } => {
            format!("{home} has {} now: {node} drops the hint.", write(cx, id))
        }
        Note::HintRedirected { write: id, home } => format!(
            "{home} is no replica of the key any more: {node} hands {} to the others.",
            write(cx, id)
        ),
        Note::NoHint { write: id, home } => format!(
            "{home} has been silent for too long: {node} keeps no hint {} for it.",
            write(cx, id)
        ),
        Note::AsksForRows { from } => format!(
            "{node} is a new home of keys. It asks {} for their rows, and answers reads only when it has them.",
            words::list(&from.iter().collect::<Vec<_>>())
        ),
        Note::RowsCame { peer, rows, left: 0 } => {
            format!("{node} got {} from {peer}, and has all now.", count(rows))
        }
        Note::RowsCame { peer, rows, left } => {
            let nodes = if left == 1 { "node" } else { "nodes" };
            format!("{node} got {} from {peer}; {left} {nodes} to go.", count(rows))
        }
        Note::SomeRowsCame { peer, rows, left: 1 } => format!(
            "{node} got {} from {peer}, which waits for rows itself and is asked again.",
            count(rows)
        ),
        Note::SomeRowsCame { peer, rows, left } => format!(
            "{node} got {} from {peer}, which waits for rows itself and is asked again; {left} nodes to go.",
            count(rows)
        ),
        Note::NoHome { operation, key } => format!(
            "{node} is no home of {key} any more and does not answer {}.",
            whose(cx, operation)
        ),
        Note::ReadWaits { operation, key } => {
            format!("{node} answers {} when it has the rows of {key}.", whose(cx, operation))
        }
        Note::OldVersions { rows } => format!(
            "{node} keeps {} as the earlier rule stored them, until they are written or merged.",
            count(rows)
        ),
        Note::Recovered { .. } => format!("{node} restarted with what was on its disk."),
    }
}
