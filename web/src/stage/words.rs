//! Texts in the drawing.

use crate::{
    layout::text::{SANS, width},
    prose::words,
    session::{Frame, Selection},
};
use replicarium::{
    history::Outcome,
    id::{Address, NodeId, Term},
    kv::{Key, Refused, Reply},
    view::{
        Cell, EnvelopeView, NodeView, Pieces, ReplicaView, Role, Status, Version, Waiting,
        WorldView,
    },
};

/// The index of a node's data centre, if there are several.
pub fn centre(world: &WorldView, node: NodeId) -> Option<usize> {
    world.ring.as_ref()?.centre(node).map(usize::from)
}

/// A node or a client as named in a sentence.
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

/// An envelope in words: "store flour from A to B".
pub fn envelope(envelope: &EnvelopeView) -> String {
    let held = if envelope.held { ", held" } else { "" };
    format!("{} from {} to {}{held}", envelope.label, who(envelope.from), who(envelope.to))
}

/// A link, with its state if it is cut.
pub fn link(from: Address, to: Address, cut: bool) -> String {
    let cut = if cut { ", cut" } else { "" };
    format!("link from {} to {}{cut}", who(from), who(to))
}

/// The skew of a node's clock, if any.
pub fn skew(node: &NodeView) -> Option<String> {
    let sign = if node.skew < 0 { '-' } else { '+' };
    (node.skew != 0).then(|| format!("clock {sign}{}ms", node.skew.unsigned_abs() / 1_000))
}

/// The status of a node that is not running.
pub fn status(node: &NodeView) -> Option<&'static str> {
    match node.status {
        Status::Running => None,
        Status::Crashed => Some("crashed"),
        Status::Paused => Some("paused"),
        Status::Left => Some("left"),
    }
}

/// Whether a node acts as the leader.
pub fn leads(world: &WorldView, node: &NodeView) -> bool {
    world.features.leader && node.replica.role == Role::Leader
}

/// The term and the last position of a log, shortened to fit `room`.
pub fn term(replica: &ReplicaView, term: Term, room: f64) -> String {
    let end = replica.end();
    let long = format!("term {term} · at {end}");
    if width(&long, 10.5, SANS) <= room { long } else { format!("t{term} · #{end}") }
}

/// The leader of the newest term.
fn leader(world: &WorldView) -> Option<&NodeView> {
    let running = |node: &&NodeView| leads(world, node) && node.status == Status::Running;
    let term = |node: &&NodeView| node.replica.leadership().map(|known| known.term);
    world.nodes.iter().filter(running).max_by_key(term)
}

/// The leader whose writes wait for this node.
pub fn waits_for(node: &NodeView, world: &WorldView) -> Option<NodeId> {
    let mut leaders = world.nodes.iter().filter(|n| leads(world, n) && n.status == Status::Running);
    let waits = |leader: &&NodeView| {
        leader.replica.followers().iter().any(|it| it.node == node.id && it.synchronous)
    };
    leaders.find(waits).map(|leader| leader.id)
}

/// The number of entries of the leader's log that this follower lacks.
pub fn behind(node: &NodeView, world: &WorldView) -> Option<u64> {
    let missing = leader(world)?.replica.end().saturating_sub(node.replica.end());
    (node.replica.role == Role::Follower && missing > 0).then_some(missing)
}

/// A small line at the foot of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Its text.
    pub text: String,
    /// Its class.
    pub class: &'static str,
    /// The sign before the text.
    pub sign: Sign,
}

/// The sign before a note.
#[derive(Clone, Debug, PartialEq)]
pub enum Sign {
    /// Nothing.
    None,
    /// Boxes: the number of filled ones, and of all.
    Meter(u32, u32),
    /// Entries that were removed from the log.
    Cells(Vec<Cell>),
}

impl Note {
    /// A note without a sign.
    pub fn plain(text: impl Into<String>, class: &'static str) -> Self {
        Self { text: text.into(), class, sign: Sign::None }
    }
}

/// The notes at the foot of a card, the most important first.
pub fn notes(node: &NodeView, world: &WorldView) -> Vec<Note> {
    let replica = &node.replica;
    let mut notes = Vec::new();
    match node.status {
        Status::Crashed if node.lost.is_empty() => {
            notes.push(Note::plain("memory lost, disk kept", ""));
        }
        Status::Crashed => {
            notes.push(Note::plain(format!("{} lost with the memory", node.lost.len()), "bad"));
        }
        Status::Paused => notes.push(Note::plain("paused; nothing is lost", "unknown")),
        Status::Left => notes.push(Note::plain("taken out of the cluster", "")),
        Status::Running => notes.extend(chosen(replica)),
    }
    if let Some(Pieces { received, total }) = replica.pieces() {
        let text = format!("snapshot: {received} of {total} pieces");
        notes.push(Note {
            text,
            class: "unknown",
            sign: Sign::Meter(received.min(9), total.min(9)),
        });
    }
    if node.status == Status::Running {
        notes.extend(waiting(replica.waiting(), words::centre(world.ring.as_ref(), node.id)));
    }
    if !replica.aside().is_empty() {
        let text = format!("{} put aside", replica.aside().len());
        notes.push(Note { text, class: "bad", sign: Sign::Cells(replica.aside().to_vec()) });
    }
    if let Some(missing) = behind(node, world) {
        let s = if missing == 1 { "" } else { "s" };
        notes.push(Note::plain(format!("{missing} write{s} behind"), "unknown"));
    }
    notes
}

/// Notes on leadership: the votes of a candidate, and the leader that a node suspects.
pub fn chosen(replica: &ReplicaView) -> Vec<Note> {
    let Some(known) = replica.leadership() else { return Vec::new() };
    let mut notes = Vec::new();
    let (votes, needed) = (known.votes.nodes.len(), known.votes.needed);
    if votes > 0 && replica.role != Role::Leader {
        let text = format!("{votes} of {needed} votes");
        notes.push(Note { text, class: "unknown", sign: Sign::Meter(votes, needed.max(votes)) });
    }
    match (known.suspects, known.agree.nodes.len(), known.agree.needed) {
        (Some(down), .., 0) => notes.push(Note::plain(format!("finds {down} down"), "bad")),
        // The sentinels that agree, of the quorum.
        (Some(down), agree, quorum) => {
            let agree = agree.min(quorum);
            let text = format!("{down} down: {agree} of {quorum}");
            notes.push(Note { text, class: "bad", sign: Sign::Meter(agree, quorum) });
        }
        (None, ..) => {}
    }
    notes
}

/// The state of a coordinator's quorum, in `place` if there are several data centres: a box for each answer.
fn waiting(all: &[Waiting], place: Option<&str>) -> Option<Note> {
    let all: Vec<&Waiting> = all.iter().filter(|waiting| !waiting.answered).collect();
    let first = all.first()?;
    let what = match first.request.value() {
        Some(value) if !value.is_tombstone() => format!("{}={value}", first.request.key()),
        Some(_) | None => first.request.to_string(),
    };
    let yes = place.map_or_else(|| "yes".to_string(), |place| format!("in {place}"));
    let more = if all.len() > 1 { format!(" +{}", all.len() - 1) } else { String::new() };
    let (answers, needed) = (first.answers, first.needed);
    let sign = Sign::Meter(answers.into(), needed.max(answers).min(9).into());
    Some(Note { text: format!("{answers} of {needed} {yes}: {what}{more}"), class: "", sign })
}

/// The homes of the selected key, else of the last requested one; `None` if every member is a home.
fn homes(frame: &Frame) -> Option<(Key, &[NodeId])> {
    let last = || frame.history.operations().last().map(|operation| operation.request.key());
    let key = match frame.selection {
        Some(Selection::Key(key)) => key,
        _ => last()?,
    };
    let place = frame.world.ring.as_ref()?.keys.iter().find(|place| place.key == key)?;
    (place.homes.len() < place.order.len()).then_some((key, &place.homes))
}

/// The role of a node, or in a store that shards keys, whether it is a home of the selected key.
pub fn part(node: &NodeView, frame: &Frame, room: f64) -> String {
    let centre = words::centre(frame.world.ring.as_ref(), node.id);
    let Some((key, homes)) = homes(frame).filter(|_| node.replica.role == Role::Replica) else {
        return centre.map_or_else(|| node.replica.role.to_string(), Into::into);
    };
    let (word, long) = match homes.contains(&node.id) {
        true => ("home", format!("home of {key}")),
        false => ("fallback", format!("fallback for {key}")),
    };
    let of = |text: &str| centre.map_or_else(|| text.into(), |centre| format!("{centre}, {text}"));
    let (word, long) = (of(word), of(&long));
    if width(&long, 12.0, SANS) <= room { long } else { word }
}

/// Whether the node is a home of the selected key.
pub fn is_picked_home(node: &NodeView, frame: &Frame) -> bool {
    let Some(Selection::Key(key)) = frame.selection else { return false };
    let ring = frame.world.ring.as_ref();
    let place = ring.and_then(|ring| ring.keys.iter().find(|place| place.key == key));
    place.is_some_and(|place| place.homes.contains(&node.id))
}

/// A card as text, for screen readers.
pub fn node(node: &NodeView, world: &WorldView) -> String {
    let mut text = format!("replica {}, {}", node.id, node.replica.role);
    if let Some(centre) = words::centre(world.ring.as_ref(), node.id) {
        text += &format!(" in {centre}");
    }
    if let Some(status) = status(node) {
        text += &format!(", {status}");
    }
    for row in &node.replica.rows {
        let value = if row.value.is_tombstone() { "deleted" } else { row.value.0.as_str() };
        text += &format!("; {} is {value}, version {}", row.key, row.version);
        if row.lost.is_some() {
            text += ", a concurrent write was lost";
        }
    }
    for hint in node.replica.hints() {
        text += &format!("; keeps {}={} for {}", hint.key, hint.value, hint.home);
    }
    if let Some(known) = node.replica.leadership() {
        text += &format!("; term {}", known.term);
    }
    if !node.replica.log.is_empty() {
        text += &format!("; log of {}", node.replica.log.len());
    }
    if let Some(leader) = waits_for(node, world) {
        text += &format!("; synchronous: {leader} waits for it");
    }
    let notes = notes(node, world).into_iter().map(|note| note.text);
    for note in notes.chain(skew(node)) {
        text += &format!("; {note}");
    }
    text
}

/// Why an operation failed, or why its outcome is unknown.
pub fn reason(outcome: Outcome) -> Option<String> {
    match outcome {
        Outcome::Failed(reply) | Outcome::Unknown(Some(reply)) => Some(short(&reply)),
        Outcome::Unknown(None) => Some("no answer".into()),
        Outcome::Written | Outcome::Inserted(_) | Outcome::Read(_) | Outcome::Siblings(_) => None,
    }
}

fn short(reply: &Reply) -> String {
    match reply {
        Reply::Refused(Refused::NotLeader(_)) => "not the leader".to_string(),
        Reply::Refused(_)
        | Reply::Written
        | Reply::Inserted(_)
        | Reply::Found(_)
        | Reply::Siblings(_)
        | Reply::TooFew { .. } => reply.to_string(),
    }
}
