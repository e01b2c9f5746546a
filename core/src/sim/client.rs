//! A client: at most one outstanding operation, with a timeout.

use crate::{
    id::{ClientId, EnvelopeId, NodeId, OperationId},
    kv::{Key, Request},
    store::Sight,
    time::Instant,
};
use alloc::rc::Rc;
use litemap::LiteMap;

/// The state of one client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Client {
    /// The user, named by the user's first client.
    pub user: ClientId,
    /// The outstanding operation.
    pub outstanding: Option<Outstanding>,
    /// The time at which the last operation ended.
    pub idle_since: Instant,
    /// The number of operations invoked so far.
    pub invoked: u32,
    /// The node that the client believes to lead: the one that the last refusal named; after a timeout, the next
    /// member.
    pub leader: NodeId,
    /// The last sight of each key, in stores that send one.
    pub seen: LiteMap<Key, Rc<Sight>>,
}

/// An outstanding operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Outstanding {
    /// The operation.
    pub operation: OperationId,
    /// The node that was asked.
    pub via: NodeId,
    /// The request.
    pub request: Request,
    /// The time of the invocation.
    pub since: Instant,
    /// The client's timeout.
    pub give_up: EnvelopeId,
}
