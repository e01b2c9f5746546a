//! What the page says beyond notes and verdicts, as data: what a button does, what a client asked for.

use replicarium::{
    id::{Address, ClientId, NodeId, NodeSet, OperationId},
    kv::{Key, Request, Value},
    sim::Change,
    store::crdt::SpokenError,
    view::{HeldBack, PeerProgress, Shipped},
};

/// What a button lets happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Crashes the node on display.
    Crash,
    /// Pauses it.
    Pause,
    /// Resumes it.
    Resume,
    /// Restarts it.
    Restart,
    /// Makes it the leader.
    Promote,
    /// Makes a leader hand over and stop.
    HandOver,
    /// Shuts a node down that does not lead.
    ShutDown,
    /// Cuts all links of a node.
    CutOff,
    /// Heals all links of a node.
    HealLinks,
    /// Cuts one direction of a link.
    Cut(Address, Address),
    /// Heals one direction of a link.
    Heal(Address, Address),
    /// Cuts both directions of the link on display.
    CutBoth,
    /// Heals both.
    HealBoth,
    /// Holds the envelope on display.
    Hold,
    /// Releases it.
    Release,
    /// Delivers it.
    Deliver,
    /// Drops it.
    Drop,
    /// Duplicates it.
    Duplicate,
    /// Inserts a row into a table.
    Insert(Key),
    /// Adds an item to a cart.
    Add(Value, Key),
    /// Removes an item from the cart.
    Remove(Value),
    /// Deletes a key.
    Delete(Key),
    /// Crashes this node.
    CrashNode(NodeId),
    /// Restarts this node.
    RestartNode(NodeId),
    /// Cuts the link between two nodes.
    CutLink(NodeId, NodeId),
    /// Heals the link between two nodes.
    HealLink(NodeId, NodeId),
    /// Selects a client.
    Pick(ClientId),
    /// Cuts all links between a node and the others.
    Unplug,
    /// Heals them.
    PlugIn,
    /// Makes the node on display ship its log to a leader.
    Ship(NodeId),
    /// Makes it no longer do so.
    StopShipping(NodeId),
}

/// What a client asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The value of a key.
    Read(Key),
    /// A new row.
    Insert(Key),
    /// To store a value.
    Write(Key, Value),
    /// To delete a key.
    Delete(Key),
    /// To execute statements.
    Statements(Value),
    /// To update a value that merges.
    Update(Key, Value),
    /// To change one item of a cart.
    Change(Change, Key, Value),
}

impl From<Request> for Asked {
    fn from(request: Request) -> Self {
        match request {
            Request::Read(key) => Self::Read(key),
            Request::Insert(key) => Self::Insert(key),
            Request::Execute(_, text)
            | Request::Query(_, text)
            | Request::Transaction(_, text, _) => Self::Statements(text),
            Request::Update(key, words) => Self::Update(key, words),
            Request::Write(key, value) if value.is_tombstone() => Self::Delete(key),
            Request::Write(key, value) => Self::Write(key, value),
        }
    }
}

/// A text around a value that is shown in the colour of its write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedText {
    /// The text before the value.
    pub before: String,
    /// The value.
    pub value: Option<Value>,
    /// The text after the value, without the space between them.
    pub after: String,
}

impl AskedText {
    /// All of it.
    pub fn whole(&self) -> String {
        let Self { before, value, after } = self;
        let value = value.map_or_else(String::new, |value| value.to_string());
        let space = if after.is_empty() { "" } else { " " };
        format!("{before}{value}{space}{after}")
    }
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// The value of a write, shown in its colour.
    Write(OperationId, String),
}

/// A field of the form of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The key.
    Key,
    /// The value.
    Value,
}

/// A law of conflict handlers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// Two versions give the same in either order.
    Commutative,
    /// Of three versions, it does not matter which two meet first.
    Associative,
    /// The result of a merge, merged with itself, stays what it is.
    Idempotent,
}

/// A fact that a node of several leaders shows.
#[derive(Clone, Copy, Debug)]
pub enum LeaderFact {
    /// It holds a write back.
    HoldsBack(HeldBack),
    /// It follows this leader.
    Follows(NodeId),
    /// It ships its log to these nodes.
    ShipsTo(NodeSet),
    /// How far it and another node are.
    Progress(PeerProgress),
    /// Several people edit this text.
    Edits(Key),
    /// Its copy of a text, in which this client types; none if nobody can type there now.
    Pane(NodeId, Option<ClientId>),
    /// In a copy of a text, where the last edit of this node leaves it: the number of characters before it.
    Caret(NodeId, usize),
    /// What it has shipped of values that merge.
    Shipped(Shipped),
    /// Why words are no update.
    NoUpdate(SpokenError),
}
