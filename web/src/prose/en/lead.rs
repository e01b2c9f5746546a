//! What leaders, followers and those who choose them do about each other.

use super::{
    words::{list, time},
    writes::write,
};
use crate::prose::Told;
use replicarium::{
    check::availability::Gap,
    id::{NodeId, Term},
    note::Lead,
    time::Instant,
    view::{Leadership, ReplicaView},
};

/// How far a log goes, in positions.
pub fn log(replica: &ReplicaView) -> Option<String> {
    let Some(marks) = replica.marks else {
        let last = replica.log.last()?;
        return Some(format!("Its log ends at position {}.", last.position));
    };
    let end = replica.end();
    let mut text = match (replica.log.is_empty(), marks.start) {
        (true, 0) => return Some("Its log is empty.".into()),
        (true, start) => format!("It holds everything up to position {start}, and no log"),
        (_, 0) => format!("Its log ends at position {end}"),
        (_, start) => format!("Its log goes from position {} to {end}", start + 1),
    };
    for (mark, meaning) in [
        (marks.flushed, "on disk"),
        (marks.applied, "shown to readers"),
        (marks.committed, "acknowledged, as far as it knows,"),
    ] {
        if mark < end {
            text += &format!("; {meaning} up to {mark}");
        }
    }
    Some(text + ".")
}

/// What a node knows of who leads.
pub fn knows(node: NodeId, known: &Leadership) -> String {
    let Leadership { term, leader, voted, suspects, .. } = *known;
    let mut text = match leader {
        Some(leader) if leader == node => format!("It leads in term {term}"),
        Some(leader) => format!("In term {term} it takes {leader} for the leader"),
        None => format!("In term {term} it knows of no leader"),
    };
    if let Some(voted) = voted.filter(|&voted| voted != node && Some(voted) != leader) {
        text += &format!(", and voted for {voted}");
    }
    if let Some(down) = suspects {
        text += &format!("; it finds {down} down");
        text += &sentinels(known);
    }
    text + "."
}

/// How many sentinels agree, in the words of Redis.
fn sentinels(known: &Leadership) -> String {
    match (known.agree.0.len(), known.agree.1) {
        (_, 0) => String::new(),
        (agree, quorum) if agree < quorum => format!(" (subjectively: {agree} of {quorum} say so)"),
        (agree, quorum) => format!(" (objectively: {agree} say so, {quorum} are enough)"),
    }
}

/// Who takes itself for the leader, and in which term.
pub fn leaders(leaders: &[(NodeId, Term)]) -> String {
    match leaders {
        [] => "Nobody leads.".into(),
        [(node, term)] => format!("{node} leads in term {term}."),
        all => {
            let all: Vec<_> =
                all.iter().map(|(node, term)| format!("{node} (term {term})")).collect();
            format!("Split brain: {} all take writes.", all.join(" and "))
        }
    }
}

/// Who finds a leader down.
pub fn doubted(who: &[NodeId], down: NodeId, most: &Leadership) -> String {
    let verb = if who.len() == 1 { "finds" } else { "find" };
    format!("{} {verb} {down} down{}.", list(who), sentinels(most))
}

/// The votes of a candidate.
pub fn voted_for(node: NodeId, known: &Leadership) -> String {
    format!("{node} has {} of {} votes for term {}.", known.votes.len(), known.needed, known.term)
}

/// How often the leader changed.
pub fn changes(times: usize) -> String {
    let s = if times == 1 { "" } else { "s" };
    format!("{times} change{s} of leader")
}

/// Since when a node has led.
pub fn since(node: NodeId, at: Instant) -> String {
    format!("{node} at {}", time(at.0))
}

/// A moment to go to.
pub fn at(at: Instant) -> String {
    format!("at {}", time(at.0))
}

/// The last of the times in which nobody could write, and how long all of them were.
pub fn gap(last: &Gap, gaps: usize, all: u64, now: Instant) -> String {
    let length = time(last.length(now).0);
    let mut text = match last.until {
        Some(_) => format!("Nobody could write for {length}"),
        None => format!("Nobody has been able to write for {length}"),
    };
    if gaps > 1 {
        text += &format!("; {} in {gaps} gaps", time(all));
    }
    text
}

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
        Lead::LeadsOn => {
            format!("Nobody has taken over from {node} in time: it does not stop, and leads on.")
        }
        Lead::Repoints { node: old, leader } => {
            format!("{old} still takes itself for the leader: {node} tells it to follow {leader}.")
        }
        Lead::SwitchesOff { node: old } => format!("{node} has {old} switched off."),
        Lead::SwitchedOff { by } => format!("{node} loses its power: {by} had it switched off."),
    }
}
