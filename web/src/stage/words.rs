//! What the drawing says, in words.

use replicarium::{
    history::{Operation, Outcome},
    id::Address,
    kv::{Reply, Request},
    view::{EnvelopeView, NodeView, Role, Status, Version, Waiting, WorldView},
};

/// A node or a client as a sentence names it.
pub fn who(address: Address) -> String {
    match address {
        Address::Node(node) => node.to_string(),
        Address::Client(client) => format!("client {}", u32::from(client.0) + 1),
    }
}

/// A version, short enough for a chip.
pub fn version(version: &Version) -> String {
    match version {
        Version::Stamp(stamp) => format!("@{}ms {}", stamp.time.0.div_euclid(1_000), stamp.node),
        Version::Vector(vector, _) | Version::Siblings(_, vector) => {
            vector.to_string().trim_matches(|c| c == '{' || c == '}').to_string()
        }
        Version::Position(_) => version.to_string(),
    }
}

/// What an envelope is: "store flour from A to B".
pub fn envelope(envelope: &EnvelopeView) -> String {
    let held = if envelope.held { ", held" } else { "" };
    format!("{} from {} to {}{held}", envelope.label, who(envelope.from), who(envelope.to))
}

/// A link that lets things through, or does not.
pub fn link(from: Address, to: Address, cut: bool) -> String {
    let cut = if cut { ", cut" } else { "" };
    format!("link from {} to {}{cut}", who(from), who(to))
}

/// How far a node's clock is off, if it is.
pub fn skew(node: &NodeView) -> Option<String> {
    let sign = if node.skew < 0 { '-' } else { '+' };
    (node.skew != 0).then(|| format!("clock {sign}{}ms", node.skew.unsigned_abs() / 1_000))
}

/// Whether a node runs, in the words of its card; nothing if it does.
pub fn status(node: &NodeView) -> Option<&'static str> {
    match node.status {
        Status::Running => None,
        Status::Crashed => Some("crashed"),
        Status::Paused => Some("paused"),
        Status::Left => Some("left"),
    }
}

/// How many entries of the leader's log this follower has not.
pub fn behind(node: &NodeView, world: &WorldView) -> Option<usize> {
    let leader = world.nodes.iter().find(|n| n.replica.role == Role::Leader)?;
    let missing = leader.replica.log.len().saturating_sub(node.replica.log.len());
    (node.replica.role == Role::Follower && missing > 0).then_some(missing)
}

/// Small lines at the foot of a card, and their class: what matters most comes first.
pub fn notes(node: &NodeView, world: &WorldView) -> Vec<(String, &'static str)> {
    let mut notes = Vec::new();
    match node.status {
        Status::Crashed => notes.push(("memory lost, disk kept".to_string(), "")),
        Status::Paused => notes.push(("stands still; nothing is lost".to_string(), "unknown")),
        Status::Left => notes.push(("taken out of the cluster".to_string(), "")),
        Status::Running => notes.extend(waiting(&node.replica.waiting).map(|text| (text, ""))),
    }
    if let Some(missing) = behind(node, world) {
        let s = if missing == 1 { "" } else { "s" };
        notes.push((format!("{missing} write{s} behind"), "unknown"));
    }
    for hint in node.replica.hints.iter().take(2) {
        notes.push((format!("keeps {} for {}", hint.value, hint.home), "unknown"));
    }
    notes
}

fn waiting(all: &[Waiting]) -> Option<String> {
    let all: Vec<&Waiting> = all.iter().filter(|waiting| !waiting.answered).collect();
    let first = all.first()?;
    let what = match first.request {
        Request::Read(key) => format!("read {key}"),
        Request::Write(key, value) => format!("{key}={value}"),
        Request::Insert(key) => format!("insert {key}"),
    };
    let more = if all.len() > 1 { format!(" +{}", all.len() - 1) } else { String::new() };
    Some(format!("waiting {what}: {} of {} answers{more}", first.answers, first.needed))
}

/// A whole card, for those who do not see it.
pub fn node(node: &NodeView, world: &WorldView) -> String {
    let mut text = format!("replica {}, {}", node.id, node.replica.role);
    if let Some(status) = status(node) {
        text += &format!(", {status}");
    }
    for row in &node.replica.rows {
        text += &format!("; {} is {}, version {}", row.key, row.value, row.version);
        if row.lost.is_some() {
            text += ", a concurrent write was lost";
        }
    }
    if !node.replica.log.is_empty() {
        text += &format!("; log of {}", node.replica.log.len());
    }
    for note in notes(node, world).into_iter().map(|(text, _)| text).chain(skew(node)) {
        text += &format!("; {note}");
    }
    text
}

/// The sign and the word of an outcome.
pub fn outcome(operation: &Operation) -> (&'static str, String) {
    match operation.ended {
        None => ("…", "waiting".to_string()),
        Some((outcome, ..)) if outcome.is_ok() => ("✓", "ok".to_string()),
        Some((Outcome::Failed(reply), ..)) => ("✕", format!("failed: {}", short(&reply))),
        Some((Outcome::Unknown(Some(reply)), ..)) => ("?", format!("unknown: {}", short(&reply))),
        Some(_) => ("?", "unknown: no answer".to_string()),
    }
}

fn short(reply: &Reply) -> String {
    match reply {
        Reply::Refused(_) => "not the leader".to_string(),
        other => other.to_string(),
    }
}
