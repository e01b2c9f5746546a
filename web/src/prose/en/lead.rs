//! Leadership: the log, terms, votes, suspicions and write gaps.

use super::words::{client, list, time};
use crate::prose::LeaderFact;
use replicarium::{
    check::availability::Gap,
    id::{NodeId, Term},
    store::record::Stop,
    time::Instant,
    view::{FollowerProgress, Leadership, PeerProgress, ReplicaView, Shipped},
};

pub fn log_extent(replica: &ReplicaView) -> Option<String> {
    let Some(marks) = replica.marks() else {
        let last = replica.log.last()?;
        return Some(format!("Its log ends at position {}.", last.position));
    };
    let end = replica.end();
    let mut text = match (replica.log.is_empty(), marks.start) {
        (true, 0) => return Some("Its log is empty.".into()),
        (true, start) => format!("It holds everything up to position {start}; its log is empty"),
        (_, 0) => format!("Its log ends at position {end}"),
        (_, start) => format!("Its log goes from position {} to {end}", start + 1),
    };
    for (mark, meaning) in [
        (marks.flushed, "on disk"),
        (marks.applied, "visible to readers"),
        (marks.committed, "known to be acknowledged"),
    ] {
        if mark < end {
            text += &format!("; {meaning} up to {mark}");
        }
    }
    if let Some(stop) = marks.stopped {
        let (at, why) = (marks.applied + 1, stop_reason(stop));
        text += &format!("; it has stopped, because it cannot apply position {at}: {why}");
    }
    Some(text + ".")
}

pub fn stopped_at(position: u64) -> String {
    format!("stopped at #{position}")
}

pub fn cannot_apply(position: u64, stop: Stop) -> String {
    format!("cannot apply #{position}: {}", stop_reason(stop))
}

pub(super) const fn stop_reason(stop: Stop) -> &'static str {
    match stop {
        Stop::Version => "its pages are of another storage format",
        Stop::NoRow => "the row that it changes is not there",
        Stop::Fails => "the change fails on its rows",
        Stop::Damaged => "the entry is damaged",
        Stop::NotRows => "the log does not say which rows changed",
    }
}

pub fn leadership(node: NodeId, known: &Leadership) -> String {
    let Leadership { term, leader, voted, suspects, .. } = *known;
    let mut text = match leader {
        Some(leader) if leader == node => format!("It leads in term {term}"),
        Some(leader) => format!("In term {term} it follows {leader}"),
        None => format!("In term {term} it knows of no leader"),
    };
    if let Some(voted) = voted.filter(|&voted| voted != node && Some(voted) != leader) {
        text += &format!(", and voted for {voted}");
    }
    if let Some(down) = suspects {
        text += &format!("; it finds {down} down");
        text += &sentinels(known);
    }
    if known.learns {
        text +=
            "; it has lost its disk, and neither votes nor counts until the leader has taught it";
    }
    if !known.until_off.is_empty() {
        text += &format!("; it leads once {} is known to be off", known.until_off);
    }
    text + "."
}

/// The number of sentinels that agree, in the terms of Redis.
fn sentinels(known: &Leadership) -> String {
    match (known.agree.nodes.len(), known.agree.needed) {
        (_, 0) => String::new(),
        (agree, quorum) if agree < quorum => format!(" (subjectively: {agree} of {quorum} say so)"),
        (agree, quorum) => format!(" (objectively: {agree} say so, {quorum} are enough)"),
    }
}

pub fn leaders(leaders: &[(NodeId, Term)]) -> String {
    match leaders {
        [] => "Nobody leads.".into(),
        [(node, term)] => format!("{node} leads in term {term}."),
        all => {
            let all: Vec<_> =
                all.iter().map(|(node, term)| format!("{node} (term {term})")).collect();
            let both = if all.len() == 2 { "both" } else { "all" };
            format!("Split brain: {} {both} take writes.", all.join(" and "))
        }
    }
}

pub fn doubted(who: &[NodeId], down: NodeId, most: &Leadership) -> String {
    let verb = if who.len() == 1 { "finds" } else { "find" };
    format!("{} {verb} {down} down{}.", list(who), sentinels(most))
}

pub fn voted_for(node: NodeId, known: &Leadership) -> String {
    format!(
        "{node} has {} of {} votes for term {}.",
        known.votes.nodes.len(),
        known.votes.needed,
        known.term
    )
}

pub fn leader_changes(times: usize) -> String {
    let s = if times == 1 { "" } else { "s" };
    format!("{times} change{s} of leader")
}

pub fn leads_since(node: NodeId, at: Instant) -> String {
    format!("{node} at {}", time(at.0))
}

pub fn at(at: Instant) -> String {
    format!("at {}", time(at.0))
}

pub fn gap(last: &Gap, gaps: usize, all: u64, now: Instant) -> String {
    let length = time(last.length(now).0);
    let mut text = match last.until {
        Some(_) => format!("No write succeeded for {length}"),
        None => format!("No write has succeeded for {length}"),
    };
    if gaps > 1 {
        text += &format!("; {} in {gaps} gaps", time(all));
    }
    text
}

pub fn leads(node: NodeId, term: Term) -> String {
    format!("{node} leads from here on, in term {term}")
}

pub fn leads_short(term: Term) -> String {
    format!("leads, t{term}")
}

pub fn follower(progress: &FollowerProgress) -> String {
    let FollowerProgress { node, acknowledged, synchronous } = progress;
    match acknowledged {
        _ if *synchronous => {
            format!("Every write waits for {node}, which has acknowledged up to {acknowledged}.")
        }
        0 => format!("Has heard nothing of {node}'s log."),
        known => format!("Knows that {node} has applied its log up to position {known}."),
    }
}

pub fn of_leaders(fact: &LeaderFact) -> String {
    match fact {
        LeaderFact::HoldsBack(held) => {
            format!("waits for write {} of {}: “{}”", held.number, held.node, held.value)
        }
        LeaderFact::Follows(leader) => format!("follows {leader}"),
        LeaderFact::ShipsTo(nodes) => format!("It ships its log to {nodes}."),
        LeaderFact::Progress(progress) => peer(progress),
        LeaderFact::Edits(key) => format!("Edit {key} together"),
        LeaderFact::Pane(node, Some(id)) => format!("{node}, {} types", client(*id)),
        LeaderFact::Pane(node, None) => format!("{node}, nobody can type now"),
        LeaderFact::Caret(node, 0) => format!("{node} is at the beginning"),
        LeaderFact::Caret(node, 1) => format!("{node} is after the first character"),
        LeaderFact::Caret(node, at) => format!("{node} is after {at} characters"),
        LeaderFact::Shipped(Shipped { messages, bytes, clocks }) => format!(
            "It has shipped {messages} messages: {bytes} bytes of values, {clocks} bytes of who has seen what."
        ),
        LeaderFact::NoUpdate(why) => format!("expected {}", why.expected),
    }
}

fn peer(progress: &PeerProgress) -> String {
    let PeerProgress { peer, acknowledged, applied } = progress;
    match (acknowledged, applied) {
        (0, 0) => format!("Has heard nothing of {peer}'s log."),
        (known, 0) => format!("Knows that {peer} has applied its log up to position {known}."),
        (0, own) => format!("Has applied {peer}'s log up to position {own}."),
        (known, own) => format!("{peer} has its log up to {known}; it has {peer}'s up to {own}."),
    }
}
