//! The buttons "write" and "read": who asks, for what.

use crate::session::{Intent, values};
use replicarium::{
    history::History,
    id::{ClientId, NodeId},
    kv::{Key, Request, Word},
    view::WorldView,
};

/// What the two buttons of a card would do; nothing while nobody is idle.
#[derive(Clone, Debug, PartialEq)]
pub struct Asks {
    /// A write of a value that is new.
    pub write: Option<Intent>,
    /// A read of the same key.
    pub read: Option<Intent>,
}

/// What a client's buttons do.
pub fn by(client: ClientId, world: &WorldView, history: &History) -> Asks {
    let idle = world.clients.iter().find(|c| c.id == client && c.waits.is_none());
    asks(idle.map(|c| c.id), None, history)
}

/// What a replica's buttons do: the first idle client asks there.
pub fn at(node: NodeId, world: &WorldView, history: &History) -> Asks {
    let idle = world.clients.iter().find(|c| c.waits.is_none());
    asks(idle.map(|c| c.id), Some(node), history)
}

fn asks(client: Option<ClientId>, via: Option<NodeId>, history: &History) -> Asks {
    let ask = |request| client.map(|client| Intent::Ask { client, via, request });
    let key = key(history);
    Asks {
        write: key
            .zip(values::unused(history))
            .and_then(|(key, value)| ask(Request::Write(key, value))),
        read: key.and_then(|key| ask(Request::Read(key))),
    }
}

/// The key of the first operation.
pub fn key(history: &History) -> Option<Key> {
    let first = history.operations().first().map(|operation| operation.request.key());
    first.or_else(|| Word::new("cart").ok().map(Key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use replicarium::{history::Operation, id::OperationId, kv::Value, time::Instant};

    fn history(values: &[String]) -> History {
        let mut history = History::default();
        for (number, value) in (1..).zip(values) {
            let request = Request::Write(
                Key(Word::new("name").expect("a word")),
                Value(Word::new(value).expect("a word")),
            );
            let id = OperationId { client: ClientId(0), number };
            let (via, invoked) = (NodeId(0), (Instant(0), number));
            history.invoke(Operation { id, user: id.client, via, request, invoked, ended: None });
        }
        history
    }

    #[test]
    fn the_key_is_that_of_the_first_operation() {
        assert_eq!(key(&history(&[])).expect("a key").to_string(), "cart");
        assert_eq!(key(&history(&["tea".into()])).expect("a key").to_string(), "name");
    }
}
