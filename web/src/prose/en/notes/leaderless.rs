//! What replicas and coordinators of a store without a leader say.

use super::{
    super::{
        words,
        writes::{value, whose, write},
    },
    sends,
};
use crate::prose::Told;
use replicarium::{id::NodeId, protocol::leaderless::Note};

/// From which data centre answers are counted, where there are several.
fn near(told: &Told, who: NodeId) -> String {
    let place = words::centre(told.world.ring.as_ref(), who);
    place.map_or_else(String::new, |place| format!(" from {place}"))
}

/// What a replica or a coordinator noted.
pub fn noted(told: &Told, who: NodeId, note: Note) -> String {
    let node = words::node(who);
    match note {
        Note::Stored { write: id, key } => {
            format!("{node} stored {} for {key}{}.", value(told, id), sends(told))
        }
        Note::KeptNewer { key, kept, ignored } => format!(
            "{node} threw {} away: by its timestamp, {} is the newer {key}.",
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
            "{node} stored {} for {key} beside what its client had not seen: {siblings} siblings.",
            value(told, id)
        ),
        Note::Forwarded { write: id, to } => {
            format!("{node} is no home of this key: {to} is to coordinate {}.", write(told, id))
        }
        Note::Differ { peer, parts, of } => {
            format!("{node} compared hashes with {peer}: {parts} of {of} differ.")
        }
        Note::Swept { key, .. } => {
            format!("{node} forgot that {key} was deleted: the tombstone was old enough.")
        }
        Note::Repairs { replica, write: id, .. } => {
            format!(
                "{node} saw that {replica} answered with less, and sends it {}.",
                value(told, id)
            )
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
            format!("{node} kept {} for {home} too long, and drops it.", write(told, id))
        }
        Note::Recovered { .. } => format!("{node} is back, with what was on its disk."),
    }
}
