//! The one object-safe seam: what watchers, schedulers and searches see of a world, whatever protocol
//! runs in it.

use super::action::{Action, Refusal};
use crate::{
    history::{Operation, Outcome},
    id::{ClientId, EnvelopeId, NodeId, OperationId},
    knob::Knob,
    kv::{Key, Value},
    note::Note,
    replica::Sight,
    time::Instant,
    view::{EnvelopeView, WorldView},
};
use alloc::{boxed::Box, rc::Rc, vec::Vec};

/// Something that came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A client's operation began.
    Invoked(Operation),
    /// A client's operation ended, as far as the client knows.
    Ended(OperationId, Outcome),
    /// A node stopped by itself, or was switched off by another.
    Halted(NodeId),
    /// An envelope was sent. Only if [`StepLog::watch`].
    Sent(EnvelopeView),
    /// A replica noted a fact. Only if [`StepLog::watch`].
    Noted(NodeId, Note),
}

/// What came of one step. Reused from step to step, so that running costs no allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepLog {
    /// Whether envelopes and notes are wanted; invocations and responses always are.
    pub watch: bool,
    /// The step that sent the envelope which this step delivered.
    pub cause: Option<u32>,
    /// The step before on the same node or client.
    pub before: Option<u32>,
    /// What happened, in order.
    pub happenings: Vec<Happening>,
    /// What the client was told of the key whose operation ended, if it may keep it.
    pub sight: Option<Rc<Sight>>,
}

/// An envelope that could arrive now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its name.
    pub id: EnvelopeId,
    /// It is a timer: arriving means running out.
    pub timer: bool,
    /// It goes from replica to replica.
    pub message: bool,
    /// A hash of sender, receiver and what is inside: of two with the same, it is all one which arrives.
    pub content: u64,
}

/// A world of some protocol.
pub trait Cluster {
    /// The simulation's time.
    fn now(&self) -> Instant;

    /// Steps applied so far.
    fn steps(&self) -> u32;

    /// The members, in order.
    fn members(&self) -> &[NodeId];

    /// Since when a client is idle and how many operations it has invoked; nothing while it waits.
    fn idle(&self, client: ClientId) -> Option<(Instant, u32)>;

    /// Whom a client takes for the leader.
    fn leader(&self, client: ClientId) -> Option<NodeId>;

    /// The values of a key that a client was last told, the newest first; in stores that tell it so.
    fn seen(&self, client: ClientId, key: Key) -> Vec<Value>;

    /// How a knob of the protocol stands, if it has it.
    fn knob(&self, knob: Knob) -> Option<u32>;

    /// What happens next if nobody interferes, and when.
    fn due(&self) -> Option<(Instant, Action)>;

    /// Every action that can be applied now, except those with open arguments (invocations, skew,
    /// settings).
    fn enabled(&self) -> Vec<Action>;

    /// Lets something happen at a time that is not in the past.
    ///
    /// # Errors
    /// Why it cannot happen; then nothing has changed.
    fn apply(&mut self, at: Instant, action: Action, log: &mut StepLog) -> Result<(), Refusal>;

    /// What a reader may see.
    fn view(&self) -> WorldView;

    /// A hash of the state and of all that led to it; the same natively and in the browser.
    fn fingerprint(&self) -> u64;

    /// A hash of all that can matter for what happens from here on, however it came about: of two worlds
    /// with the same, the same choices lead to the same. Delays and losses that are yet to be drawn are
    /// not part of it, so it serves those who choose every arrival themselves.
    fn state(&self) -> u64;

    /// Every envelope that could arrive now, timers included, in order of sending. Left out are those
    /// that are held, that the network loses, or whose receiver or link is out of order.
    fn arrivals(&self) -> Vec<Arrival>;

    /// How many messages, requests and replies are on their way, those left out that the network loses.
    fn in_flight(&self) -> u32;

    /// A copy that goes its own way.
    fn fork(&self) -> Box<dyn Cluster>;
}
