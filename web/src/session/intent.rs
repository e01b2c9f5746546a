//! Intents: everything that a reader can ask of the page.

use super::{LinkError, Loaded, StoryText};
use crate::prose::Lang;
use replicarium::{
    check::Property,
    id::{Address, ClientId, EnvelopeId, NodeId},
    kv::{Key, Request, Value},
    remedy,
    sim::{Action, Change},
    time::Instant,
};

/// What a reader has selected, to look into it and to act on it.
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

/// A reader's intent. The reducer turns it into the next session.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Play, or stop playing; at the end, play from the start.
    Toggle,
    /// Play on after the end of the run.
    GoOn,
    /// Stop playing.
    Pause,
    /// Go to the next step.
    Forward,
    /// Go to the previous step.
    Back,
    /// Go to the next evidence (`true`) or the previous one of the highlighted witness. Without one, go a step.
    Walk(bool),
    /// Move the playhead to a moment.
    Seek(Instant),
    /// Move the playhead to just after this number of steps.
    SeekStep(u32),
    /// Real time passed, in µs.
    Tick(u64),
    /// Set the speed, in hundredths: 10 is 0.1×, 1000 is 10×.
    Speed(u32),
    /// Speak another language.
    Speak(Lang),
    /// Select something, or nothing.
    Select(Option<Selection>),
    /// Let this action happen at the playhead.
    Act(Action),
    /// Let all of these actions happen at the playhead, in this order, or none.
    All(Vec<Action>),
    /// Let a client send a request.
    Ask {
        /// The client.
        client: ClientId,
        /// The replica; `None` for the client's route.
        via: Option<NodeId>,
        /// The request.
        request: Request,
    },
    /// Let a client send a request to a replica, and go on until it is answered.
    Type {
        /// The client.
        client: ClientId,
        /// The replica.
        via: NodeId,
        /// The request.
        request: Request,
    },
    /// Let a client merge what it last saw of a cart, and put an item in or take one out.
    Cart {
        /// The client.
        client: ClientId,
        /// The replica; `None` for the client's route.
        via: Option<NodeId>,
        /// Into the cart or out of it.
        change: Change,
        /// The cart.
        key: Key,
        /// The item.
        item: Value,
    },
    /// Open the run anew with this many clients, and the same acts.
    Clients(u16),
    /// Open the run with a change from its start, as a branch at this moment.
    Change(remedy::Change),
    /// Open what a link leads to, or say why it cannot be opened.
    Open(Result<Loaded, LinkError>),
    /// Tell the story in the language of this text, or say why it cannot be told.
    Tell(Result<StoryText, LinkError>),
    /// Set whether the playhead jumps from step to step instead of gliding.
    Still(bool),
    /// Highlight the witness against a promise, or none.
    Show(Option<Property>),
    /// Switch to another branch of the tree.
    Branch(usize),
    /// Take back the last act.
    Undo,
    /// Do again what was taken back last.
    Redo,
    /// Dismiss the notice.
    Dismiss,
    /// Dismiss what is in front: the notice, else the highlighted witness, else the selection.
    Leave,
}
