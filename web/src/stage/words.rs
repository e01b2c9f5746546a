//! Facts that the cards show, with their words.

use crate::{
    layout::text::{SANS, width},
    prose::{Lang, LeaderFact, Words, format},
    session::{Frame, Selection},
};
use replicarium::{
    id::{NodeId, OperationId, Term},
    kv::{Key, Value},
    store::record::Stop,
    view::{Cell, NodeView, Pieces, ReplicaView, Role, Status, Waiting, WorldView},
};

/// The index of a node's data centre, if there are several.
pub fn centre(world: &WorldView, node: NodeId) -> Option<usize> {
    if let Some(ring) = &world.ring {
        return ring.centre(node).map(usize::from);
    }
    // Each leader, with its own followers.
    let leaders = &world.ways.as_ref()?.leaders;
    let here = |node: &&NodeView| node.status != Status::Left;
    let parts = 2..=3;
    if !parts.contains(&leaders.len()) || world.nodes.iter().filter(here).count() == leaders.len() {
        return None;
    }
    let view = world.nodes.iter().find(|it| it.id == node)?;
    let leader = view.replica.multi_leader()?.follows.unwrap_or(node);
    leaders.iter().position(|&it| it == leader)
}

/// Whether a node acts as the leader.
pub fn leads(world: &WorldView, node: &NodeView) -> bool {
    world.features.leader && node.replica.role == Role::Leader
}

/// The term and the last position of a log, shortened to fit `room`.
pub fn term(replica: &ReplicaView, term: Term, room: f64, lang: Lang) -> String {
    let end = replica.end();
    let long = lang.term(term, end);
    if width(&long, 10.5, SANS) <= room { long } else { lang.term_short(term, end) }
}

/// The leader of the newest term in a node's partition.
fn leader<'a>(of: &NodeView, world: &'a WorldView) -> Option<&'a NodeView> {
    let running = |node: &&NodeView| {
        leads(world, node)
            && node.status == Status::Running
            && partition(node, world) == partition(of, world)
    };
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
    let missing = leader(node, world)?.replica.end().saturating_sub(node.replica.end());
    (node.replica.role == Role::Follower && missing > 0).then_some(missing)
}

/// The statements that a write executes, if that is what this value of it is: rows of a table have other values.
pub fn statements(frame: &Frame, write: OperationId, value: Value) -> Option<Value> {
    let request = frame.history.operation(write)?.request;
    request.statements().filter(|&text| text == value)
}

/// What a log entry writes: the beginning of statements, or key and value.
pub fn entry(frame: &Frame, cell: &Cell) -> String {
    match statements(frame, cell.write, cell.value) {
        Some(text) => format::headline(text.as_str()).to_owned(),
        None => format!("{}={}", cell.key, frame.lang.value(cell.value)),
    }
}

/// The tooltip of a log entry, with all of its statements.
pub fn entry_title(frame: &Frame, cell: &Cell, (memory, lost): (bool, bool)) -> String {
    let what = match statements(frame, cell.write, cell.value) {
        Some(text) => text.to_string(),
        None => entry(frame, cell),
    };
    match (lost, memory) {
        (true, _) => frame.lang.entry_lost(cell, &what),
        (false, true) => frame.lang.entry_in_memory(cell, &what),
        (false, false) => frame.lang.entry(cell, &what),
    }
}

/// The position at which a running follower has stopped, and why.
pub fn stopped(node: &NodeView) -> Option<(u64, Stop)> {
    let marks = node.replica.marks().filter(|_| node.status == Status::Running)?;
    Some((marks.applied + 1, marks.stopped?))
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
pub fn notes(node: &NodeView, world: &WorldView, lang: Lang) -> Vec<Note> {
    let (replica, texts) = (&node.replica, lang.texts());
    let mut notes = Vec::new();
    match node.status {
        Status::Crashed if node.lost.is_empty() => {
            notes.push(Note::plain(texts.memory_lost, ""));
        }
        Status::Crashed => {
            notes.push(Note::plain(lang.lost_with_memory(node.lost.len()), "bad"));
        }
        Status::Paused => notes.push(Note::plain(texts.is_paused, "unknown")),
        Status::Left => notes.push(Note::plain(texts.was_taken_out, "")),
        Status::Running => notes.extend(chosen(replica, lang)),
    }
    if let Some((position, stop)) = stopped(node) {
        notes.push(Note::plain(lang.cannot_apply(position, stop), "bad"));
    }
    if let Some(pieces) = replica.pieces() {
        let Pieces { received, total } = pieces;
        notes.push(Note {
            text: lang.pieces(pieces),
            class: "unknown",
            sign: Sign::Meter(received.min(9), total.min(9)),
        });
    }
    if node.status == Status::Running {
        let place = lang.centre(world.ring.as_ref(), node.id);
        notes.extend(waiting(replica.waiting(), place, lang));
    }
    if !replica.aside().is_empty() {
        let text = lang.put_aside(replica.aside().len());
        notes.push(Note { text, class: "bad", sign: Sign::Cells(replica.aside().to_vec()) });
    }
    notes.extend(of_several_leaders(replica, lang));
    if let Some(missing) = behind(node, world) {
        notes.push(Note::plain(lang.writes_behind(missing), "unknown"));
    }
    notes
}

/// Notes of a node of several leaders: what it holds back, whom it suspects, and whom it follows.
fn of_several_leaders(replica: &ReplicaView, lang: Lang) -> Vec<Note> {
    let Some(view) = replica.multi_leader() else { return Vec::new() };
    let held = view
        .held
        .first()
        .map(|held| Note::plain(lang.of_leaders(&LeaderFact::HoldsBack(*held)), "unknown"));
    let suspects = view.suspects.iter().map(|peer| Note::plain(lang.finds_down(peer), "unknown"));
    let follows =
        view.follows.map(|leader| Note::plain(lang.of_leaders(&LeaderFact::Follows(leader)), ""));
    held.into_iter().chain(suspects).chain(follows).collect()
}

/// Notes on leadership: the votes of a candidate, and the leader that a node suspects.
pub fn chosen(replica: &ReplicaView, lang: Lang) -> Vec<Note> {
    let Some(known) = replica.leadership() else { return Vec::new() };
    let mut notes = Vec::new();
    let (votes, needed) = (known.votes.nodes.len(), known.votes.needed);
    if votes > 0 && replica.role != Role::Leader {
        let text = lang.votes(&known.votes);
        notes.push(Note { text, class: "unknown", sign: Sign::Meter(votes, needed.max(votes)) });
    }
    match (known.suspects, known.agree.nodes.len(), known.agree.needed) {
        (Some(down), .., 0) => notes.push(Note::plain(lang.finds_down(down), "bad")),
        // The sentinels that agree, of the quorum.
        (Some(down), agree, quorum) => {
            let agree = agree.min(quorum);
            let text = lang.agrees_down(down, agree, quorum);
            notes.push(Note { text, class: "bad", sign: Sign::Meter(agree, quorum) });
        }
        (None, ..) => {}
    }
    if !known.until_off.is_empty() {
        notes.push(Note::plain(lang.until_off(known.until_off), "unknown"));
    }
    notes
}

/// The state of a coordinator's quorum, in `place` if there are several data centres: a box for each answer.
fn waiting(all: &[Waiting], place: Option<&str>, lang: Lang) -> Option<Note> {
    let all: Vec<&Waiting> = all.iter().filter(|waiting| !waiting.answered).collect();
    let first = all.first()?;
    let what = match first.request.value() {
        Some(value) if !value.is_tombstone() => format!("{}={value}", first.request.key()),
        Some(_) | None => lang.asked(first.request.into()).whole(),
    };
    let more = if all.len() > 1 { format!(" +{}", all.len() - 1) } else { String::new() };
    let (answers, needed) = (first.answers, first.needed);
    let sign = Sign::Meter(answers.into(), needed.max(answers).min(9).into());
    let text = lang.answers(answers, needed, place, &(what + &more));
    Some(Note { text, class: "", sign })
}

/// The homes of the selected key, else of the only one that was asked for: a home of one key stands in for another.
/// `None` if every member is a home.
fn homes(frame: &Frame) -> Option<(Key, &[NodeId])> {
    let only = || {
        let mut keys = frame.history.operations().iter().map(|it| it.request.key());
        let first = keys.next()?;
        keys.all(|key| key == first).then_some(first)
    };
    let key = match frame.selection {
        Some(Selection::Key(key)) => key,
        _ => only()?,
    };
    let place = frame.world.ring.as_ref()?.keys.iter().find(|place| place.key == key)?;
    (place.homes.len() < place.order.len()).then_some((key, &place.homes))
}

/// The partition of a node, where a store with one leader has several.
fn partition(node: &NodeView, world: &WorldView) -> Option<u16> {
    world.ring.as_ref()?;
    Some(node.replica.leadership()?.share.index)
}

/// The role of a node, or in a store that shards keys, whether it is a home of the selected key.
pub fn part(node: &NodeView, frame: &Frame, room: f64) -> String {
    let lang = frame.lang;
    if let Some(index) = partition(node, &frame.world) {
        let role = lang.role(node.replica.role);
        let long = format!("{role}, {}", lang.partition(index));
        let short = format!("{role} {}", lang.partition_short(index));
        let fits = |text: &String| width(text, 12.0, SANS) <= room;
        return [long, short].into_iter().find(fits).unwrap_or_else(|| lang.partition_short(index));
    }
    let centre = lang.centre(frame.world.ring.as_ref(), node.id);
    let Some((key, homes)) = homes(frame).filter(|_| node.replica.role == Role::Replica) else {
        return centre.unwrap_or_else(|| lang.role(node.replica.role)).into();
    };
    let (word, long) = match homes.contains(&node.id) {
        true => (lang.home(), lang.home_of(key)),
        false => (lang.stands_in(), lang.stands_in_for(key)),
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
pub fn node(node: &NodeView, world: &WorldView, lang: Lang) -> String {
    let notes = notes(node, world, lang).into_iter().map(|note| note.text);
    let skew = (node.skew != 0).then(|| lang.clock_off(node.skew));
    let notes: Vec<String> = notes.chain(skew).collect();
    lang.node_card(node, world, waits_for(node, world), &notes)
}
