//! What a run starts from, whatever the protocol: nodes, clients, settings, script.

use super::{
    action::{Action, Refusal, Setting},
    cart::Change,
};
use crate::{
    id::ClientId,
    kv::{Key, Request, Value},
    random::delay::Delay,
    time::{Duration, Instant},
};
use alloc::vec::Vec;
use core::fmt;

pub use crate::kv::Route;

/// The protocol-independent part of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Setup {
    /// Names every draw.
    pub seed: u64,
    /// Nodes at the start.
    pub nodes: u16,
    /// The clients.
    pub clients: Vec<ClientSpec>,
    /// Settings at the start, in order.
    pub settings: Vec<Setting>,
    /// What is to happen, in order of time.
    pub script: Vec<Line>,
    /// How long the story takes.
    pub until: Instant,
}

/// Why a world cannot start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupError {
    /// Which of the settings is at fault, if it is one of them.
    pub setting: Option<usize>,
    /// Why.
    pub refusal: Refusal,
}

impl core::error::Error for SetupError {}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal.fmt(f)
    }
}

/// Network settings that hold unless a scenario says otherwise.
pub mod default {
    use super::{Delay, Duration};

    /// Between replicas.
    pub const DELAY: Delay = Delay::DEFAULT;
    /// Between clients and replicas.
    pub const CLIENT_DELAY: Delay = Delay::Fixed(Duration::millis(2));
    /// A client's patience.
    pub const TIMEOUT: Duration = Duration::millis(300);
}

/// A client: whom it asks, and whether it asks by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientSpec {
    /// The client whose user's other device this is.
    pub user: Option<ClientId>,
    /// Which replica its writes go to.
    pub writes: Route,
    /// Which replica its reads go to.
    pub reads: Route,
    /// What it does by itself.
    pub workload: Option<Workload>,
}

impl ClientSpec {
    /// The route of a request.
    #[must_use]
    pub const fn route(&self, request: Request) -> Route {
        if request.is_write() { self.writes } else { self.reads }
    }
}

/// A client that keeps asking.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Workload {
    /// From one answer to the next request.
    pub think: Duration,
    /// How many of a hundred operations write.
    pub writes: u32,
    /// The keys, each as likely as the others. Never empty.
    pub keys: Vec<Key>,
}

/// One line of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// When; a client that still waits does it as soon as it can.
    pub at: Instant,
    /// What.
    pub choice: Choice,
}

/// What a script asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// Exactly this.
    Act(Action),
    /// A client asks whomever its route says.
    Ask(ClientId, Request),
    /// A client changes a cart: it merges what it was last told of the key, and writes that with the item
    /// added or removed.
    Cart(ClientId, Change, Key, Value),
}

impl Choice {
    /// The client that must be idle for it.
    #[must_use]
    pub const fn client(&self) -> Option<ClientId> {
        match self {
            Self::Ask(client, _)
            | Self::Cart(client, ..)
            | Self::Act(Action::Invoke { client, .. }) => Some(*client),
            Self::Act(_) => None,
        }
    }
}
