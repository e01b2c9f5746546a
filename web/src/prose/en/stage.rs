//! Texts in the drawing of the cluster.

use super::{
    labels::label,
    words::{self, client, party},
};
use crate::prose::{AskedText, format};
use replicarium::{
    history::Outcome,
    id::{Address, ClientId, NodeId, NodeSet, OperationId, Term},
    kv::{Key, Refused, Reply, Value},
    view::{Cell, Consuming, EnvelopeView, NodeView, Pieces, Row, Tally, WorldView},
};

/// An envelope for a screen reader: `store flour from A to B`.
pub fn envelope(envelope: &EnvelopeView) -> String {
    let held = if envelope.held { ", held" } else { "" };
    let (from, to) = (party(envelope.from), party(envelope.to));
    format!("{} from {from} to {to}{held}", label(&envelope.label))
}

pub fn link(from: Address, to: Address, cut: bool) -> String {
    let cut = if cut { ", cut" } else { "" };
    format!("link from {} to {}{cut}", party(from), party(to))
}

pub fn clock_off(micros: i64) -> String {
    format!("clock {}", format::skew(micros))
}

pub fn term(term: Term, end: u64) -> String {
    format!("term {term} · #{end}")
}

pub fn term_short(term: Term, end: u64) -> String {
    format!("t{term} · #{end}")
}

pub fn era(term: Term) -> String {
    format!("t{}", term.number())
}

pub fn leads_in(leader: Option<NodeId>, term: Term) -> String {
    match leader {
        Some(leader) => format!("{leader} leads, term {term}"),
        None => format!("nobody leads, term {term}"),
    }
}

pub fn more_rows(key: Key, value: Value, more: usize) -> String {
    match more {
        0 => format!("{key}={value}"),
        more => format!("{key}={value}, +{more} more"),
    }
}

pub fn consuming_short(consuming: &Consuming) -> String {
    let &Consuming { position, behind, stopped, rows, .. } = consuming;
    let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    match behind {
        _ if stopped => format!("stopped after {position}, {rows}"),
        0 => format!("at {position}, {rows}"),
        behind => format!("{behind} behind: at {position}, {rows}"),
    }
}

pub fn consuming(consuming: &Consuming) -> String {
    let &Consuming { position, of_table, behind, reading, half, stopped, .. } = consuming;
    let counted = if of_table { "row {} of the change table" } else { "position {} of the log" };
    let counted = counted.replace("{}", &position.to_string());
    let mut text = match behind {
        0 => format!("It has recorded {counted}, and knows of nothing newer."),
        behind => format!("It has recorded {counted}, and is {behind} behind."),
    };
    match (reading, half) {
        (Some(end), false) => text += &format!(" In memory: changes up to {end}."),
        (Some(end), true) => text += &format!(" Half done with the changes up to {end}."),
        (None, _) => {}
    }
    if stopped {
        text += " It cannot go on.";
    }
    text
}

pub fn lost_with_memory(entries: usize) -> String {
    format!("{entries} lost with the memory")
}

pub fn pieces(pieces: Pieces) -> String {
    let Pieces { received, total } = pieces;
    format!("snapshot: {received} of {total} pieces")
}

pub fn put_aside(entries: usize) -> String {
    format!("{entries} put aside")
}

pub fn writes_behind(writes: u64) -> String {
    let s = if writes == 1 { "" } else { "s" };
    format!("{writes} write{s} behind")
}

pub fn behind_short(writes: u32) -> String {
    format!("{writes} behind")
}

pub fn votes(votes: &Tally) -> String {
    format!("{} of {} votes", votes.nodes.len(), votes.needed)
}

pub fn finds_down(down: NodeId) -> String {
    format!("finds {down} down")
}

pub fn until_off(nodes: NodeSet) -> String {
    format!("waits until {nodes} is off")
}

pub fn agrees_down(down: NodeId, agree: u32, quorum: u32) -> String {
    format!("{down} down: {agree} of {quorum}")
}

/// The answers to a coordinator, in `place` if there are several data centres.
pub fn answers(answers: u16, needed: u16, place: Option<&str>, what: &str) -> String {
    let yes = place.map_or_else(|| "yes".to_string(), |place| format!("in {place}"));
    format!("{answers} of {needed} {yes}: {what}")
}

pub fn home_of(key: Key) -> String {
    format!("home of {key}")
}

pub fn home() -> &'static str {
    "home"
}

pub fn stands_in_for(key: Key) -> String {
    format!("stand-in for {key}")
}

pub fn stands_in() -> &'static str {
    "stand-in"
}

/// A card for a screen reader.
pub fn node_card(
    node: &NodeView,
    world: &WorldView,
    waits: Option<NodeId>,
    notes: &[String],
) -> String {
    let mut text = format!("replica {}, {}", node.id, words::role(node.replica.role));
    if let Some(centre) = words::centre(world.ring.as_ref(), node.id) {
        text += &format!(" in {centre}");
    }
    if node.status != replicarium::view::Status::Running {
        text += &format!(", {}", words::status_short(node.status));
    }
    for row in &node.replica.rows {
        let value = if row.value.is_tombstone() { "deleted" } else { row.value.as_str() };
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
    if let Some(leader) = waits {
        text += &format!("; synchronous: {leader} waits for it");
    }
    for note in notes {
        text += &format!("; {note}");
    }
    text
}

pub fn waits_for(leader: NodeId, follower: NodeId) -> String {
    format!("every write waits for {follower}: {leader} says so")
}

pub fn write_through(node: NodeId) -> String {
    format!("write through {node}")
}

pub fn read_from(node: NodeId) -> String {
    format!("read from {node}")
}

pub fn client_writes(id: ClientId) -> String {
    format!("{}: write", client(id))
}

pub fn client_reads(id: ClientId) -> String {
    format!("{}: read", client(id))
}

pub fn client_idle(id: ClientId) -> String {
    format!("{}, idle", client(id))
}

/// The card of a client for a screen reader.
pub fn client_card(
    id: ClientId,
    asked: &AskedText,
    result: &str,
    via: NodeId,
    state: &str,
) -> String {
    let AskedText { before, value, after } = asked;
    let value = value.map_or_else(String::new, |value| value.to_string());
    format!("{}: {before}{value}{result} {after} by {via}; {state}", client(id))
}

pub fn waiting_for(ms: u64, via: NodeId) -> String {
    format!("waiting {ms} ms for {via}")
}

pub fn waiting_with(answers: u16, needed: u16, ms: u64) -> String {
    format!("{answers} of {needed} yes, waiting {ms} ms")
}

pub fn done_in(word: &str, via: NodeId, ms: u64) -> String {
    format!("{word} from {via} in {ms} ms")
}

/// Why an operation failed, or why its outcome is unknown.
pub fn reason_short(outcome: Outcome) -> Option<String> {
    match outcome {
        Outcome::Failed(reply) | Outcome::Unknown(Some(reply)) => Some(reply_short(reply)),
        Outcome::Unknown(None) => Some("no answer".into()),
        Outcome::Written
        | Outcome::Inserted(_)
        | Outcome::Read(_)
        | Outcome::Answered(_)
        | Outcome::Uncommitted
        | Outcome::Siblings(_) => None,
    }
}

fn reply_short(reply: Reply) -> String {
    match reply {
        Reply::Refused(Refused::NotLeader(_)) => "not the leader".to_string(),
        Reply::Refused(Refused::Behind { .. }) => "behind".into(),
        Reply::Refused(Refused::OtherPartition) => "other partition".into(),
        Reply::Refused(Refused::Conflict) => "conflict".into(),
        Reply::Refused(Refused::NotConsistent) => "not up to date yet".into(),
        Reply::Refused(Refused::NotServed) => {
            "refused, this kind of store does not serve such requests".into()
        }
        Reply::Written | Reply::Uncommitted => "ok".into(),
        Reply::Inserted(number) => format!("number {number}"),
        Reply::Found(Some(found)) if !found.value.is_tombstone() => found.value.to_string(),
        Reply::Found(_) => "nothing".into(),
        Reply::Answered(Some(rows)) => rows.to_string(),
        Reply::Answered(None) => "no row".into(),
        Reply::Refused(Refused::Update(_)) => "does not fit the value".into(),
        Reply::Refused(Refused::Statement(_)) => "cannot be executed".into(),
        Reply::Siblings(n) => format!("{n} siblings"),
        Reply::TooFew { answers, needed } => format!("{answers} of {needed} answers"),
    }
}

pub fn is_deleted() -> &'static str {
    "deleted"
}

pub fn siblings(n: u16) -> String {
    format!("{n} siblings")
}

pub fn more_in_flight(envelopes: usize) -> String {
    format!("+{envelopes} more in flight")
}

pub fn more_clients(clients: usize) -> String {
    let s = if clients == 1 { "" } else { "s" };
    format!("+{clients} more client{s}")
}

pub fn more(rows: usize) -> String {
    format!("+{rows} more")
}

pub fn row(row: &Row, value: Value, write: OperationId) -> String {
    format!("{}: {} by {write}, version {}", row.key, words::value(value), row.version)
}

pub fn was_lost(write: OperationId) -> String {
    format!("{write} was concurrent, and is lost")
}

pub fn shortened(start: u64) -> String {
    format!("the log was shortened: it begins after position {start}")
}

pub fn committed(position: u64) -> String {
    format!("acknowledged to clients up to {position}")
}

pub fn acknowledged(names: &str, position: u64) -> String {
    format!("acknowledged by {names} up to {position}")
}

pub fn applied(position: u64) -> String {
    format!("readers see it up to {position}")
}

pub fn entry(cell: &Cell, what: &str) -> String {
    let Cell { position, write, .. } = cell;
    format!("{position}: {what} by {write}")
}

pub fn entry_in_memory(cell: &Cell, what: &str) -> String {
    format!("{}, only in memory", entry(cell, what))
}

pub fn entry_lost(cell: &Cell, what: &str) -> String {
    format!("{}, lost with the memory", entry(cell, what))
}

pub fn entry_aside(cell: &Cell, what: &str) -> String {
    let position = cell.position;
    format!("put aside: {what}, once at position {position}")
}

pub fn menu_of_node(node: NodeId) -> String {
    format!("what can happen to {node}")
}

pub fn menu_of_client(id: ClientId) -> String {
    format!("what {} can ask for", party(id.into()))
}

pub fn menu_of_link(from: Address, to: Address) -> String {
    format!("what can happen to the {}", link(from, to, false))
}

pub fn menu_of_envelope() -> &'static str {
    "what can happen to the envelope"
}
