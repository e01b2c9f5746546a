//! What replicas without a leader say of conflicts, and of how they get what they missed.

use super::writes::{value, whose, write};
use crate::prose::Told;
use replicarium::{id::NodeId, note::Leaderless};

/// What a replica did about it.
pub fn noted(told: &Told, who: NodeId, fact: Leaderless) -> String {
    let node = super::words::node(who);
    match fact {
        Leaderless::Named { write: id, key, siblings: 1, .. } => {
            format!("{node} stored {} for {key}.", value(told, id))
        }
        Leaderless::Named { write: id, key, siblings, .. }
        | Leaderless::Siblings { write: id, key, siblings } => format!(
            "{node} stored {} for {key} beside what its client had not seen: {siblings} siblings.",
            value(told, id)
        ),
        Leaderless::Forwarded { write: id, to } => {
            format!("{node} is no home of this key: {to} is to coordinate {}.", write(told, id))
        }
        Leaderless::Differ { peer, parts, of } => {
            format!("{node} compared hashes with {peer}: {parts} of {of} differ.")
        }
        Leaderless::Swept { key, .. } => {
            format!("{node} forgot that {key} was deleted: the tombstone was old enough.")
        }
        Leaderless::Repairs { replica, write: id, .. } => {
            format!(
                "{node} saw that {replica} answered with less, and sends it {}.",
                value(told, id)
            )
        }
        Leaderless::StandsIn { operation, home, by } => format!(
            "{home} has not answered {node} about {}: {by} stands in for it.",
            whose(told, operation)
        ),
        Leaderless::Hinted { write: id, home } => {
            format!("{node} keeps {} for {home}, until {home} is back.", write(told, id))
        }
        Leaderless::HandedOff { write: id, home } => {
            format!("{home} has {} now: {node} drops the hint.", write(told, id))
        }
        Leaderless::HintExpired { write: id, home } => {
            format!("{node} kept {} for {home} too long, and drops it.", write(told, id))
        }
    }
}
