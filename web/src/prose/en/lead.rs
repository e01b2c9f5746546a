//! What leaders, followers and those who choose them do about each other.

use super::say::write;
use crate::prose::Told;
use replicarium::{id::NodeId, note::Lead};

/// What a node did about it.
pub fn lead(told: &Told, node: NodeId, lead: Lead) -> String {
    match lead {
        Lead::SynchronousNow { peer, instead } => {
            format!("{instead} is slow or gone: {node} makes {peer} synchronous in its place.")
        }
        Lead::GoesOnAlone => {
            format!("{node} has no synchronous follower left: it acknowledges writes alone.")
        }
        Lead::WaitsAgain { peer } => {
            format!("{peer} has caught up: {node} waits for it again.")
        }
        Lead::Flushed { position } => {
            format!("{node} flushed its log: everything up to position {position} is on disk.")
        }
        Lead::Shortened { kept } => {
            format!("{node} dropped the oldest entries of its log; {kept} are left.")
        }
        Lead::SnapshotBegun { peer, position } => {
            format!(
                "{node} took a snapshot at position {position} and begins to send it to {peer}."
            )
        }
        Lead::SnapshotPiece { piece, of } => {
            format!("{node} has piece {piece} of {of} of the snapshot.")
        }
        Lead::SnapshotInstalled { position } => format!(
            "{node} has the whole snapshot: all rows as of position {position}. It asks for what \
             came after."
        ),
        Lead::Diverges { after } => {
            format!("{node}'s log and the leader's differ: it asks for what follows {after}.")
        }
        Lead::Discarded { write: id, position, kept } => format!(
            "The new leader has nothing of {}: {node} {} it from position {position} of its log.",
            write(told, id),
            if kept { "puts aside" } else { "throws away" }
        ),
        _ => succession(node, lead),
    }
}

/// Who leads, and who says so.
fn succession(node: NodeId, lead: Lead) -> String {
    match lead {
        Lead::RefusedOld { from, term } => {
            format!("{node} refused {from}, which still leads in term {term}: that term is over.")
        }
        Lead::Suspects { node: leader } => {
            format!("{node} has heard nothing of the leader {leader} for a while: is it down?")
        }
        Lead::AgreedDown { node: leader, sentinels } => {
            format!("{node} knows of {sentinels} sentinels that find {leader} down: enough.")
        }
        Lead::Stands { term } => format!("{node} stands for election in term {term}."),
        Lead::Voted { candidate, term, granted: true } => {
            format!("{node} votes for {candidate} in term {term}.")
        }
        Lead::Voted { candidate, term, granted: false } => {
            format!("{node} does not vote for {candidate} in term {term}.")
        }
        Lead::Votes { votes, needed } => {
            format!("{node} has {votes} of the {needed} votes that it needs.")
        }
        Lead::Chose { successor, position } => format!(
            "{node} chose {successor} to lead: of those that answer, its log goes farthest, to \
             position {position}."
        ),
        Lead::Leads { term } => format!("{node} leads from now on, in term {term}."),
        Lead::StepsDown { term } => {
            format!("{node} hears of term {term} and leads no more: it follows.")
        }
        Lead::Leaving => {
            format!("{node} takes no more writes, and stops once a follower has everything.")
        }
        Lead::HandsOver { to } => format!("{node} hands over to {to}, which has everything."),
        Lead::Repoints { node: old, leader } => {
            format!("{old} still takes itself for the leader: {node} tells it to follow {leader}.")
        }
        Lead::SwitchesOff { node: old } => format!("{node} has {old} switched off."),
        Lead::SwitchedOff { by } => format!("{node} loses its power: {by} had it switched off."),
        _ => format!("{node}: {lead}."),
    }
}
