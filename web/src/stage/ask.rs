//! The requests that the buttons "write" and "read" of a card make.

use crate::session::{Frame, Intent};
use replicarium::{
    history::History,
    id::{ClientId, NodeId},
    kv::{Key, Request, Word},
};

/// The requests of the two buttons of a card; `None` while no client is idle.
#[derive(Clone, Debug, PartialEq)]
pub struct Asks {
    /// A write of a value that no client has written yet.
    pub write: Option<Intent>,
    /// A read of the same key.
    pub read: Option<Intent>,
}

/// The requests of a client's buttons.
pub fn by(client: ClientId, frame: &Frame) -> Asks {
    let idle = frame.world.clients.iter().find(|c| c.id == client && c.waits.is_none());
    asks(idle.map(|c| c.id), None, frame)
}

/// The requests of a replica's buttons: the first idle client asks it.
pub fn at(node: NodeId, frame: &Frame) -> Asks {
    let idle = frame.world.clients.iter().find(|c| c.waits.is_none());
    asks(idle.map(|c| c.id), Some(node), frame)
}

fn asks(client: Option<ClientId>, via: Option<NodeId>, frame: &Frame) -> Asks {
    let ask = |request| client.map(|client| Intent::Ask { client, via, request });
    let key = key(&frame.history);
    Asks {
        write: key.zip(frame.fresh()).and_then(|(key, value)| ask(Request::Write(key, value))),
        read: key.and_then(|key| ask(Request::Read(key))),
    }
}

/// The key of the first operation.
pub fn key(history: &History) -> Option<Key> {
    let first = history.keys().next();
    first.or_else(|| Word::new("cart").ok().map(Key))
}
