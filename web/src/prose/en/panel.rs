//! Texts of the panels: what a reader picked, in detail.

use super::words::{self, address, request, time};
use replicarium::{
    history::Outcome,
    id::{Address, NodeId, OperationId},
    kv::{Key, Route},
    time::Instant,
    view::{ClientView, EnvelopeView, Fate, Kind, NodeView, WorldView},
};

pub fn key(key: Key) -> String {
    format!("Key {key}")
}

pub fn earlier(operations: usize) -> String {
    format!("and {operations} earlier")
}

pub fn to_step(step: u32) -> String {
    format!("To step {step}")
}

/// The result of a read or an insert, after an arrow.
pub fn returned(outcome: Outcome) -> Option<String> {
    match outcome {
        Outcome::Read(None) => Some("nothing there".into()),
        Outcome::Inserted(number) => Some(format!("number {number}")),
        Outcome::Siblings(n) => Some(format!("{n} siblings")),
        Outcome::Answered(Some(rows)) => Some(rows.to_string()),
        Outcome::Answered(None) => Some("no row".into()),
        Outcome::Uncommitted => Some("not committed".into()),
        Outcome::Read(Some(_)) | Outcome::Written | Outcome::Failed(_) | Outcome::Unknown(_) => {
            None
        }
    }
}

pub fn no_node(node: NodeId) -> String {
    format!("There is no replica {node} at this step.")
}

pub fn replica(node: NodeId) -> String {
    format!("Replica {node}")
}

/// The role of a node, its data centre and its status.
pub fn node_state(node: &NodeView, world: &WorldView) -> String {
    let mut what = words::role(node.replica.role).to_string();
    if let Some(centre) = words::centre(world.ring.as_ref(), node.id) {
        what += &format!(" in {centre}");
    }
    if node.status != replicarium::view::Status::Running {
        what += &format!(" · {}", words::status(node.status));
    }
    what
}

/// What a client is doing.
pub fn client_state(view: &ClientView) -> String {
    match view.waits {
        Some((_, via, asked, since)) => format!(
            "Waits since {} for {} to answer {}.",
            time(since.0),
            words::route(Route::To(via)),
            request(asked)
        ),
        None if view.invoked == 0 => "Has not asked for anything yet.".into(),
        None => format!("Idle; has asked {} times.", view.invoked),
    }
}

pub fn link_title(from: Address, to: Address) -> String {
    format!("Link {} – {}", address(from), address(to))
}

pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Request => "a client's request",
        Kind::Reply => "an answer to a client",
        Kind::Message => "from replica to replica",
        Kind::Power => "between a replica and a power switch",
        Kind::Timer => "a timer",
    }
}

pub fn arrived_at(at: Instant) -> String {
    format!("arrived at {}", time(at.0))
}

pub fn lost_at(at: Instant) -> String {
    format!("lost at {}", time(at.0))
}

pub fn not_sent() -> &'static str {
    "not sent yet at this step"
}

pub fn due(envelope: &EnvelopeView) -> String {
    match envelope.fate {
        _ if envelope.held => "when it is released".into(),
        Fate::Arrives => time(envelope.due.0),
        Fate::Lost => format!("never; gone at {}", time(envelope.due.0)),
    }
}

pub fn lost_to(write: OperationId) -> String {
    format!("{write} was lost to it")
}
