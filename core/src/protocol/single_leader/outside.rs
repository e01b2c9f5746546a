//! A store that takes no part in replication, such as a cache beside the database. It keeps what clients
//! write to it, whatever becomes of the leader.

use super::{Message, Node, Timer};
use crate::{
    id::OperationId,
    kv::{Found, Key, Refused, Reply, Request, RowRequest},
    replica::{Context, Input},
};
use litemap::LiteMap;

/// Rows of its own; on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Outside {
    /// The value of each key.
    pub rows: LiteMap<Key, Found>,
}

impl Outside {
    /// Handles an input.
    pub fn step(&mut self, cx: &mut Context<'_, Node>, input: Input<Message, Timer>) {
        match input {
            Input::Request(operation, request, _) => {
                let reply = self.answer(operation, request);
                cx.out.reply(operation, reply);
            }
            Input::Order(_) => cx.out.halt(),
            Input::Message(..)
            | Input::Timeout(_)
            | Input::Restarted
            | Input::Joined
            | Input::Members(_)
            | Input::Configured
            | Input::PoweredOff(_) => {}
        }
    }

    fn answer(&mut self, operation: OperationId, request: Request) -> Reply {
        match request.row() {
            Some(RowRequest::Read(key)) => Reply::Found(self.rows.get(&key).copied()),
            Some(RowRequest::Write(key, value)) => {
                self.rows.insert(key, Found { value, write: operation });
                Reply::Written
            }
            None => Reply::Refused(Refused::NotServed),
        }
    }
}
