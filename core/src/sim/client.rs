//! A client: one outstanding operation at most, and patience for it.

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
    /// The first client of its user.
    pub user: ClientId,
    /// The operation it waits for.
    pub waits: Option<Waits>,
    /// When its last operation ended.
    pub idle_since: Instant,
    /// Operations invoked so far.
    pub invoked: u32,
    /// Whom it takes for the leader: whoever a refusal named; after silence, the next member.
    pub leader: NodeId,
    /// What it was last told of each key, in stores that tell it so.
    pub seen: LiteMap<Key, Rc<Sight>>,
}

/// An operation without a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Waits {
    /// Its name.
    pub operation: OperationId,
    /// The replica that was asked.
    pub via: NodeId,
    /// For what.
    pub request: Request,
    /// Since when.
    pub since: Instant,
    /// The timer at which the client gives up.
    pub give_up: EnvelopeId,
}
