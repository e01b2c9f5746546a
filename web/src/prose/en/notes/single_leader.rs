//! Notes of single-leader clusters.

use super::super::{
    lead::stop_reason,
    words::client,
    writes::{whose, write},
};
use crate::prose::StepContext;
use replicarium::{id::NodeId, protocol::single_leader::Note};

/// A note of a leader, a follower, a controller or a sentinel.
pub fn noted(cx: &StepContext, node: NodeId, note: Note) -> String {
    match note {
        Note::NotLeader { operation, leader: None } => format!(
            "{node} refused {}: it knows of no leader, and only a leader takes writes.",
            whose(cx, operation)
        ),
        Note::NotLeader { operation, leader: Some(leader) } => format!(
            "{node} refused {}: only the leader {leader} takes writes.",
            whose(cx, operation)
        ),
        Note::CaughtUp { peer, position } => {
            format!("{node} learned that {peer} has applied everything up to position {position}.")
        }
        Note::SynchronousNow { peer, instead } => {
            format!("{instead} is slow or down: {node} makes {peer} synchronous in its place.")
        }
        Note::GoesOnAlone => {
            format!("{node} has no synchronous follower left and acknowledges writes alone.")
        }
        Note::Begins { operation } => {
            format!("{node} begins a transaction for {}.", client(operation.client))
        }
        Note::Executes { operation, .. } => format!(
            "{node} executes {} in its open transaction. Nobody else sees that.",
            whose(cx, operation)
        ),
        Note::RollsBack { begun } => format!(
            "{node} rolls back the transaction of {}: nothing of it has happened.",
            client(begun.client)
        ),
        Note::StatementFails { operation } => {
            format!("{node} cannot execute the statement of {}.", client(operation.client))
        }
        Note::Stops { position, stop } => {
            let why = stop_reason(stop);
            format!("{node} stops before position {position}: {why}.")
        }
        Note::Upgraded { format } => format!("{node} stores pages in format {format} from now on."),
        Note::ReadWaits { operation, position, applied } => format!(
            "{node} has applied its log up to {applied}. {}'s read waits for position {position}.",
            client(operation.client),
        ),
        Note::ReadRefused { operation, position, applied } => format!(
            "{node} has applied its log up to {applied}, and refuses {}'s read, which asks for \
             position {position}.",
            client(operation.client),
        ),
        Note::Queried { by, rows } => {
            format!("{node} answers a query of {by}: {} of the change table.", rows_of(rows))
        }
        Note::Read { changes, position } => {
            format!("{node} has read {} up to position {position}.", changes_of(changes))
        }
        Note::Took { changes, position } => {
            format!("{node} has applied {} up to position {position}.", changes_of(changes))
        }
        Note::RecordsPosition { position } => format!("{node} records position {position}."),
        Note::GoesOnAfter { position } => {
            format!("{node} goes on after position {position}, the last that it has recorded.")
        }
        Note::NotConsistent => {
            format!("{node} does not have everything yet, and refuses until it has.")
        }
        Note::Admits { peer } => {
            format!("{peer} has lost its disk and has been taught since: {node} counts it again.")
        }
        Note::CountsAgain => {
            format!(
                "{node} has lost its disk and has been taught since: it votes and counts again."
            )
        }
        Note::GivesUp { peer } => {
            format!("{peer} is slow or down: {node} no longer waits for it.")
        }
        Note::WaitsAgain { peer } => {
            format!("{peer} has caught up: {node} waits for it again.")
        }
        Note::Flushed { position } => {
            format!("{node} flushed its log: everything up to position {position} is on disk.")
        }
        Note::Shortened { kept } => {
            format!("{node} dropped the oldest entries of its log; {kept} are left.")
        }
        Note::SnapshotBegun { peer, position } => {
            format!(
                "{node} took a snapshot at position {position} and begins to send it to {peer}."
            )
        }
        Note::SnapshotPiece { piece, of } => {
            format!("{node} has piece {piece} of {of} of the snapshot.")
        }
        Note::SnapshotInstalled { position } => format!(
            "{node} has the whole snapshot, as of position {position}, and asks for the entries after \
             it."
        ),
        Note::Diverges { after } => {
            format!(
                "{node}'s log differs from the leader's: it asks for the entries after {after}."
            )
        }
        Note::Discarded { write: id, position, kept: true } => format!(
            "The new leader does not have {}: {node} takes it out of position {position} of its log \
             and puts it aside.",
            write(cx, id)
        ),
        Note::Discarded { write: id, position, kept: false } => format!(
            "The new leader does not have {}: {node} discards it from position {position} of its log.",
            write(cx, id)
        ),
        Note::RefusedOld { from, term } => {
            format!("{node} refused {from}, which still leads in term {term}: that term has ended.")
        }
        Note::Suspects { node: leader } => {
            format!(
                "{node} suspects that the leader {leader} is down: its heartbeats have stopped."
            )
        }
        Note::AgreedDown { node: leader, sentinels } => {
            format!(
                "{node} learned that {sentinels} sentinels find {leader} down, which is enough to act."
            )
        }
        Note::Stands { term } => format!("{node} stands for election in term {term}."),
        Note::Voted { candidate, term, granted: true } => {
            format!("{node} votes for {candidate} in term {term}.")
        }
        Note::Voted { candidate, term, granted: false } => {
            format!("{node} does not vote for {candidate} in term {term}.")
        }
        Note::Votes { votes, needed } => {
            format!("{node} has {votes} of the {needed} votes that it needs.")
        }
        Note::Chose { successor, position } => format!(
            "{node} chose {successor} to lead: among the replicas that answered it has the longest \
             log, up to position {position}."
        ),
        Note::Leads { term } => format!("{node} is now the leader, in term {term}."),
        Note::StepsDown { term } => {
            format!("{node} learned of term {term} and steps down: it follows.")
        }
        Note::Leaving => {
            format!("{node} takes no more writes and stops once a follower has everything.")
        }
        Note::HandsOver { to } => format!("{node} hands over to {to}, which has everything."),
        Note::LeadsOn => {
            format!("No node took over from {node} in time: it goes on leading.")
        }
        Note::Repoints { node: old, leader } => {
            format!("{old} still acts as leader: {node} tells it to follow {leader}.")
        }
        Note::SwitchesOff { node: old } => format!("{node} has {old} switched off."),
        Note::WaitsUntilOff { nodes } => {
            format!("{node} is to lead, and waits until {nodes} is known to be off.")
        }
        Note::KnowsOff { node: off } => format!("{node} knows that {off} is off."),
        Note::NotConfirmed { node: old } => {
            format!("No confirmation that {old} is off: {node} orders it again.")
        }
    }
}

fn rows_of(rows: u32) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

fn changes_of(changes: u32) -> String {
    if changes == 1 { "1 change".to_owned() } else { format!("{changes} changes") }
}
