//! What a reader can want.

use super::{LinkError, Loaded};
use replicarium::{
    check::Property,
    id::{Address, ClientId, EnvelopeId, NodeId},
    kv::{Key, Request, Value},
    sim::{Action, Change},
    time::Instant,
};

/// What a reader has picked, to look into it and to act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// A replica.
    Node(NodeId),
    /// A client.
    Client(ClientId),
    /// A message in flight.
    Envelope(EnvelopeId),
    /// A link, in the direction from the first to the second.
    Link(Address, Address),
    /// A key, wherever it is stored.
    Key(Key),
}

/// What a reader wants. The reducer turns it into the next session.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Play, or stop playing.
    Toggle,
    /// Stop playing.
    Pause,
    /// To the next step.
    Forward,
    /// To the step before.
    Back,
    /// The playhead to a moment.
    Seek(Instant),
    /// The playhead right after so many steps.
    SeekStep(u32),
    /// So many µs of real time went by while playing.
    Tick(u64),
    /// A speed, in hundredths: 10 is 0.1×, 1000 is 10×.
    Speed(u32),
    /// Pick something, or nothing.
    Select(Option<Selection>),
    /// Let this happen now, at the playhead.
    Act(Action),
    /// Let all of them happen now, in this order, or none.
    All(Vec<Action>),
    /// Let a client ask, by this replica or by its route.
    Ask {
        /// Who.
        client: ClientId,
        /// Whom.
        via: Option<NodeId>,
        /// For what.
        request: Request,
    },
    /// Let a client merge what it last saw of a cart, and put an item in or take one out.
    Cart {
        /// Who.
        client: ClientId,
        /// Whom it asks; nothing for its route.
        via: Option<NodeId>,
        /// Into the cart or out of it.
        change: Change,
        /// The cart.
        key: Key,
        /// The item.
        item: Value,
    },
    /// Open what a link leads to, or say why it cannot be opened.
    Open(Result<Loaded, LinkError>),
    /// Whether nothing may glide: then playing jumps from step to step.
    Still(bool),
    /// Light up what proves that a promise was broken, or nothing any more.
    Show(Option<Property>),
    /// Look at another branch of the tree.
    Branch(usize),
    /// A refusal was read.
    Dismiss,
    /// Away from whatever is in front: the refusal, else the selection.
    Leave,
}
