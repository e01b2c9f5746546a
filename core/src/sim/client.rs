//! A client: at most one outstanding operation, with a timeout.

use crate::{
    id::{ClientId, EnvelopeId, NodeId, OperationId},
    kv::{Key, Request},
    store::Sight,
    time::Instant,
};
use alloc::rc::Rc;
use core::hash::{Hash, Hasher};
use litemap::LiteMap;

/// The state of one client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// How often it has moved on from the replica that it sticks to.
    pub moved: u16,
}

impl Hash for Client {
    /// Fingerprints are older than clients that stick to a replica.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { user, outstanding, idle_since, invoked, leader, seen, moved } = self;
        (user, outstanding, idle_since, invoked, leader, seen).hash(state);
        if *moved > 0 {
            moved.hash(state);
        }
    }
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
