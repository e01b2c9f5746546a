//! A client: at most one outstanding operation, with a timeout.

use crate::{
    clock::VersionVector,
    history::Outcome,
    id::{ClientId, EnvelopeId, NodeId, OperationId},
    kv::{Key, Request},
    session::{Costs, Rule},
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
    /// The node that it believes to lead the second partition of the keys, once an answer told it.
    pub second_leader: Option<NodeId>,
    /// The last sight of each key, in stores that send one.
    pub seen: LiteMap<Key, Rc<Sight>>,
    /// How often it has moved on from the replica that it sticks to.
    pub moved: u16,
    /// What it remembers for its session.
    pub memory: Memory,
    /// The read that it repeats, and the replica that it asks next.
    pub repeats: Option<(NodeId, Request)>,
    /// What its reads have cost so far. Not hashed: it follows from the past, and nothing follows from it.
    pub costs: Costs,
    /// The arrival of the outstanding request at a replica. Not hashed either.
    pub arrived: Option<Instant>,
}

impl Hash for Client {
    /// Fingerprints are older than clients that stick to a replica, and than sessions.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { user, outstanding, idle_since, invoked, leader, seen, .. } = self;
        let Self { moved, memory, repeats, second_leader, .. } = self;
        (user, outstanding, idle_since, invoked, leader, seen).hash(state);
        if *moved > 0 {
            moved.hash(state);
        }
        if second_leader.is_some() {
            second_leader.hash(state);
        }
        if repeats.is_some() || *memory != Memory::default() {
            (memory, repeats).hash(state);
        }
    }
}

/// What a client, or the central store of its user, remembers for the rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Memory {
    /// The position in the log that the next read must not be behind.
    pub position: Rc<VersionVector>,
    /// The time at which the last write ended.
    pub wrote: Option<Instant>,
}

impl Memory {
    /// Remembers what the answer to a request says.
    pub fn learn(
        &mut self,
        rule: Rule,
        request: Request,
        outcome: Outcome,
        position: Option<&VersionVector>,
        now: Instant,
    ) {
        match rule {
            Rule::Nothing | Rule::Own(_) => {}
            // A write that timed out may have been executed.
            Rule::LeaderFor(_) if request.is_write() && !matches!(outcome, Outcome::Failed(_)) => {
                self.wrote = Some(now);
            }
            Rule::LeaderFor(_) => {}
            Rule::Writes | Rule::Seen => {
                if let Some(position) = position
                    && (rule == Rule::Seen || request.is_write())
                {
                    Rc::make_mut(&mut self.position).merge(position);
                }
            }
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
