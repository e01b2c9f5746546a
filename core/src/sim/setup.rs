//! The start of a run, for every protocol: nodes, clients, settings, script.

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
    /// The seed of all random draws.
    pub seed: u64,
    /// The number of nodes at the start.
    pub nodes: u16,
    /// The clients.
    pub clients: Vec<ClientSpec>,
    /// Settings at the start, in the order in which they are applied.
    pub settings: Vec<Setting>,
    /// The script, in order of time.
    pub script: Vec<Line>,
    /// The length of the scenario.
    pub until: Instant,
}

/// Why a world cannot start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupError {
    /// The index of the refused setting, if a setting is the cause.
    pub setting: Option<usize>,
    /// The reason.
    pub refusal: Refusal,
}

impl core::error::Error for SetupError {}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal.fmt(f)
    }
}

/// Network settings that a scenario can override.
pub mod default {
    use super::{Delay, Duration};

    /// Delay between replicas.
    pub const DELAY: Delay = Delay::DEFAULT;
    /// Delay between clients and replicas.
    pub const CLIENT_DELAY: Delay = Delay::Fixed(Duration::millis(2));
    /// Delay between replicas and power switches.
    pub const POWER_DELAY: Delay = Delay::Fixed(Duration::millis(40));
    /// Timeout of a client's operation.
    pub const TIMEOUT: Duration = Duration::millis(300);
}

/// A client: the routes of its requests, and its workload.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientSpec {
    /// The first client of the same user, if this is another device of that user.
    pub user: Option<ClientId>,
    /// The route of writes.
    pub writes: Route,
    /// The route of reads.
    pub reads: Route,
    /// Operations that the client invokes without a script.
    pub workload: Option<Workload>,
}

impl ClientSpec {
    /// The route of a request.
    #[must_use]
    pub const fn route(&self, request: Request) -> Route {
        if request.is_write() { self.writes } else { self.reads }
    }
}

/// A closed-loop workload.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Workload {
    /// Think time: from a reply to the next request.
    pub think: Duration,
    /// The share of writes, in percent.
    pub writes: u32,
    /// The keys, drawn uniformly. Never empty.
    pub keys: Vec<Key>,
}

/// One line of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// The time. If the client has an outstanding operation then, the line runs once that has ended.
    pub at: Instant,
    /// What happens.
    pub choice: Choice,
}

/// An event in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// This action.
    Act(Action),
    /// A request, routed by the client's route.
    Ask(ClientId, Request),
    /// A change of a cart: the client merges the siblings that it last read, and writes the cart with the item
    /// added or removed.
    Cart(ClientId, Change, Key, Value),
}

impl Choice {
    /// The client that must be idle first.
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
