//! A client: at most one outstanding operation, with a timeout.

use crate::{
    clock::VersionVector,
    history::Outcome,
    id::{ClientId, EnvelopeId, NodeId, OperationId},
    kv::{ExecuteError, Key, Refused, Reply, Request, Turn},
    session::{Costs, Rule},
    store::Sight,
    time::Instant,
};
use alloc::{rc::Rc, vec::Vec};
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
    /// The nodes that it believes to lead other partitions of the keys, once an answer told it.
    pub other_leaders: Vec<NodeId>,
    /// The last sight of each key, in stores that send one.
    pub seen: LiteMap<Key, Rc<Sight>>,
    /// How often it has moved on from the replica that it sticks to.
    pub moved: u16,
    /// What it remembers for its session.
    pub memory: Memory,
    /// The read that it repeats, and the replica that it asks next.
    pub repeats: Option<(NodeId, Request)>,
    /// The transaction over several requests that it has not ended.
    pub transaction: Option<InTransaction>,
    /// What its reads have cost so far. Not hashed: it follows from the past, and nothing follows from it.
    pub costs: Costs,
    /// The arrival of the outstanding request at a replica. Not hashed either.
    pub arrived: Option<Instant>,
}

impl Hash for Client {
    /// Fingerprints are older than clients that stick to a replica, and than sessions.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { user, outstanding, idle_since, invoked, leader, seen, .. } = self;
        let Self { moved, memory, repeats, other_leaders, transaction, .. } = self;
        (user, outstanding, idle_since, invoked, leader, seen).hash(state);
        if *moved > 0 {
            moved.hash(state);
        }
        // They are older than a third partition, too.
        if let Some((first, others)) = other_leaders.split_first() {
            Some(first).hash(state);
            if !others.is_empty() {
                others.hash(state);
            }
        }
        if transaction.is_some() {
            transaction.hash(state);
        }
        if repeats.is_some() || *memory != Memory::default() {
            (memory, repeats).hash(state);
        }
    }
}

/// A transaction over several requests, as its client knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InTransaction {
    /// The number of the operation that began it.
    pub begun: u32,
    /// The node that has it: all of it goes over one connection.
    pub via: NodeId,
    /// The table of its first statement.
    pub key: Key,
}

impl InTransaction {
    /// In place of the operation that began it, once the client knows that it is gone.
    const GONE: u32 = u32::MAX;

    /// Whether this request goes to its node.
    pub fn takes(&self, request: Request) -> bool {
        let begins = matches!(request, Request::Transaction(.., Turn::Begins));
        request.statements().is_some() && !(begins && self.begun == Self::GONE)
    }
}

impl Client {
    /// A request as the client sends it: between `BEGIN` and `COMMIT` or `ROLLBACK`, statements belong to the transaction,
    /// whatever came of them. A client that was told of a failure has to end the transaction too.
    pub fn in_turn(&mut self, via: NodeId, request: Request) -> Request {
        let begun = self.invoked;
        let Some(open) = self.transaction.as_mut().filter(|open| open.takes(request)) else {
            if let Request::Transaction(key, _, Turn::Begins) = request {
                self.transaction = Some(InTransaction { begun, via, key });
            }
            return request;
        };
        let (InTransaction { begun, key, .. }, goes) = (*open, Turn::Goes(open.begun));
        match request {
            // The last one is what a history says of the first two.
            Request::Execute(table, text)
            | Request::Query(table, text)
            | Request::Transaction(table, text, Turn::Goes(_)) => {
                if key == Request::no_table() {
                    open.key = table;
                }
                Request::Transaction(table, text, goes)
            }
            Request::Transaction(_, text, turn) => {
                let turn = match turn {
                    Turn::Begins | Turn::Goes(_) => goes,
                    Turn::Commits(_) => Turn::Commits(begun),
                    Turn::RollsBack(_) => Turn::RollsBack(begun),
                };
                if turn != goes {
                    self.transaction = None;
                }
                Request::Transaction(key, text, turn)
            }
            Request::Read(_) | Request::Write(..) | Request::Insert(_) | Request::Update(..) => {
                request
            }
        }
    }
}

impl Client {
    /// What came of a request of a transaction. Without an answer, or if the node does not have the transaction, what follows
    /// belongs to no transaction that a node has, until the client ends it or begins another one.
    pub fn told(&mut self, request: Request, outcome: Outcome) {
        let Request::Transaction(_, _, turn) = request else { return };
        let gone = match outcome {
            Outcome::Failed(Reply::Refused(Refused::Statement(why))) => {
                why.error == ExecuteError::NoTransaction
            }
            Outcome::Failed(_) => turn == Turn::Begins,
            Outcome::Unknown(_) => true,
            Outcome::Written
            | Outcome::Inserted(_)
            | Outcome::Read(_)
            | Outcome::Siblings(_)
            | Outcome::Answered(_)
            | Outcome::Uncommitted => false,
        };
        if let Some(open) = self.transaction.as_mut().filter(|_| gone) {
            open.begun = InTransaction::GONE;
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
