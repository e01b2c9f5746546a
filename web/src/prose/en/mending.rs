//! How replicas without a leader get what they missed.

use super::say::{value, whose, write};
use crate::prose::Told;
use replicarium::{id::NodeId, note::Mending};

/// What a replica did about it.
pub fn mended(told: &Told, node: NodeId, mending: Mending) -> String {
    match mending {
        Mending::Repairs { replica, write: id, .. } => {
            format!(
                "{node} saw that {replica} answered with less, and sends it {}.",
                value(told, id)
            )
        }
        Mending::StandsIn { operation, home, by } => format!(
            "{home} has not answered {node} about {}: {by} stands in for it.",
            whose(told, operation)
        ),
        Mending::Hinted { write: id, home } => {
            format!("{node} keeps {} for {home}, until {home} is back.", write(told, id))
        }
        Mending::HandedOff { write: id, home } => {
            format!("{home} has {} now: {node} drops the hint.", write(told, id))
        }
        Mending::HintExpired { write: id, home } => {
            format!("{node} kept {} for {home} too long, and drops it.", write(told, id))
        }
    }
}
