//! The requests that the buttons "write" and "read" of a card make.

use crate::session::{Frame, Intent};
use replicarium::{
    history::History,
    id::{ClientId, NodeId},
    kv::{Key, Request, Word},
};

/// The requests of the two buttons of a card. While the client is busy they are refused, and the page says why.
#[derive(Clone, Debug, PartialEq)]
pub struct Asks {
    /// A write of a value that no client has written yet; `None` if there is no such value.
    pub write: Option<Intent>,
    /// A read of the same key; `None` if there is no client.
    pub read: Option<Intent>,
    /// Whether the client still waits for an answer.
    pub waits: bool,
}

/// The requests of a client's buttons.
pub fn by(client: ClientId, frame: &Frame) -> Asks {
    let clients = &frame.world.clients;
    let waits = clients.iter().any(|c| c.id == client && c.waits.is_some());
    asks((Some(client), waits), None, frame)
}

/// The requests of a replica's buttons: the first idle client asks it.
pub fn at(node: NodeId, frame: &Frame) -> Asks {
    let clients = &frame.world.clients;
    let idle = clients.iter().find(|c| c.waits.is_none());
    let client = idle.or(clients.first()).map(|c| c.id);
    asks((client, idle.is_none()), Some(node), frame)
}

fn asks((client, waits): (Option<ClientId>, bool), via: Option<NodeId>, frame: &Frame) -> Asks {
    let ask = |request| client.map(|client| Intent::Ask { client, via, request });
    let key = key(&frame.history);
    Asks {
        write: key.zip(frame.fresh()).and_then(|(key, value)| ask(Request::Write(key, value))),
        read: key.and_then(|key| ask(Request::Read(key))),
        waits,
    }
}

/// The key of the first operation.
pub fn key(history: &History) -> Option<Key> {
    let first = history.keys().next();
    first.or_else(|| Word::new("cart").ok().map(Key))
}
