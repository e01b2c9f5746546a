//! Notes of leaderless replicas and coordinators.

use super::{
    super::{
        words,
        writes::{value, whose, write},
    },
    sends,
};
use crate::prose::Told;
use replicarium::{id::NodeId, protocol::leaderless::Note};

/// The data centre whose answers count, if there are several.
fn near(told: &Told, who: NodeId) -> String {
    let place = words::centre(told.world.ring.as_ref(), who);
    place.map_or_else(String::new, |place| format!(" from {place}"))
}

/// A note of a replica or a coordinator.
pub fn noted(told: &Told, who: NodeId, note: Note) -> String {
    let node = words::node(who);
    match note {
        Note::Stored { write: id, key } => {
            format!("{node} stored {} for {key}{}.", value(told, id), sends(told))
        }
        Note::KeptNewer { key, kept, ignored } => format!(
            "{node} discarded {}: by timestamp, {} is the newer {key}.",
            value(told, ignored),
            value(told, kept)
        ),
        Note::Answer { operation, answers, needed } => {
            format!(
                "{node} has {answers} of the {needed} answers{} that {} needs.",
                near(told, who),
                whose(told, operation)
            )
        }
        Note::Enough { operation, answers } => format!(
            "{node} has {answers} {}{}, enough for {}: it tells the client.",
            if answers == 1 { "answer" } else { "answers" },
            near(told, who),
            whose(told, operation)
        ),
        Note::TooFew { operation, answers, needed } => format!(
            "{node} gave up on {}: only {answers} of {needed} replicas answered.",
            whose(told, operation)
        ),
        Note::Named { write: id, key, siblings: 1, .. } => {
            format!("{node} stored {} for {key}.", value(told, id))
        }
        Note::Named { write: id, key, siblings, .. }
        | Note::Siblings { write: id, key, siblings } => format!(
            "{node} stored {} for {key} beside values that its client had not seen: {siblings} siblings.",
            value(told, id)
        ),
        Note::Forwarded { write: id, to } => {
            format!("{node} is not a home of this key: it forwards {} to {to}.", write(told, id))
        }
        Note::Differ { peer, parts, of } => {
            format!("{node} compared hashes with {peer}: {parts} of {of} differ.")
        }
        Note::Swept { key, .. } => {
            format!("{node} dropped the tombstone of {key}: its grace period is over.")
        }
        Note::Repairs { replica, write: id, .. } => {
            format!("{node} saw that {replica} is behind, and sends it {}.", value(told, id))
        }
        Note::StandsIn { operation, home, by } => format!(
            "{home} has not answered {node} about {}: {by} stands in for it.",
            whose(told, operation)
        ),
        Note::Hinted { write: id, home } => {
            format!("{node} keeps {} for {home}, until {home} is back.", write(told, id))
        }
        Note::HandedOff { write: id, home } => {
            format!("{home} has {} now: {node} drops the hint.", write(told, id))
        }
        Note::HintExpired { write: id, home } => {
            format!("{node} drops the hint {} for {home}: it expired.", write(told, id))
        }
        Note::Recovered { .. } => format!("{node} restarted with what was on its disk."),
    }
}
