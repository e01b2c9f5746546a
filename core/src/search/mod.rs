//! Searching for a run that breaks a promise.
//!
//! Three ways of choosing what happens next, over the same [`Program`] of clients' operations:
//!
//! - [`Search`] tries every choice, breadth first: what it finds is as short as can be, and what it does
//!   not find within its [`Bounds`] is not there.
//! - [`storm()`] draws one long run with faults, aware of who leads and who coordinates.
//! - [`shrink()`] leaves out of a run whatever its verdict does not need.
//!
//! # Time in a search
//! A search chooses every arrival itself, so delays mean nothing to it. Time moves by 1 ms with each
//! invocation and not otherwise: clocks then order writes that did not overlap, and two ways to one state
//! meet at the same moment. A message may overtake another on its own link, which is more than TCP allows;
//! no protocol here relies on that order. Timers run out only as far as [`Bounds::timeouts`] allows.
//!
//! # What "holds" means here
//! Nothing. A search answers *found*, or *not within these bounds*, and the bounds are part of the answer.

mod explore;
mod judge;
mod settle;
mod shrink;
mod storm;

pub use explore::Search;
pub use judge::{broken, find};
pub use settle::{CALM, settle};
pub use shrink::{carry, shrink};
pub use storm::{Storm, draw, storm};

use crate::{
    check::{Property, Witness},
    id::{ClientId, NodeId},
    kv::Request,
    sim::{Refusal, Step, Trace, World, setup::Route},
};
use alloc::{boxed::Box, vec::Vec};

/// An operation that a client is to invoke.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    /// The replicas that may be asked: a choice. None: those that the client's route then says.
    pub via: Vec<NodeId>,
    /// For what.
    pub request: Request,
}

impl Ask {
    /// The replicas that may be asked now.
    fn nodes(&self, world: &World, client: ClientId) -> Vec<NodeId> {
        if !self.via.is_empty() {
            return self.via.clone();
        }
        match world.route(client, self.request.is_write()) {
            Some(Route::To(node)) => alloc::vec![node],
            Some(Route::Any | Route::Leader) => world.replicas(),
            None => Vec::new(),
        }
    }
}

/// What the clients are to invoke, each its own list in order. When they do is a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Program(pub Vec<Vec<Ask>>);

impl Program {
    /// How many operations it has.
    #[must_use]
    pub fn operations(&self) -> u32 {
        self.0.iter().map(|asks| asks.len() as u32).sum()
    }
}

/// How far a search goes. Everything that is not bounded here is tried; a pause is nothing to a search,
/// because every message may wait anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// Steps of the longest run.
    pub depth: u32,
    /// States met in all; after so many the search ends at the depth that it has done.
    pub states: u32,
    /// Messages lost in one run.
    pub drops: u8,
    /// Crashes in one run; a crashed node may start again at any time.
    pub crashes: u8,
    /// Links between replicas cut in one run, each one way; they may heal at any time.
    pub cuts: u8,
    /// Timers that run out in one run, clients' patience included.
    pub timeouts: u8,
    /// Nodes that are told to lead in one run, or, where leaders are elected, to stand for election: a
    /// failover without the silence that leads to it.
    pub promotions: u8,
}

impl Bounds {
    /// No faults, no timers, as deep as it takes.
    #[must_use]
    pub const fn calm(states: u32) -> Self {
        let depth = u32::MAX;
        Self { depth, states, drops: 0, crashes: 0, cuts: 0, timeouts: 0, promotions: 0 }
    }
}

/// A run that breaks a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The promise.
    pub property: Property,
    /// The proof.
    pub witness: Witness,
    /// The steps from where the search began.
    pub steps: Vec<Step>,
    /// How many of them, the last ones, are only the calm in which replicas should have become equal.
    pub calm: u32,
}

impl Found {
    /// The run: what the search began from, and the steps.
    ///
    /// # Errors
    /// The steps do not belong to this start.
    pub fn trace(&self, from: &Trace) -> Result<Trace, Refusal> {
        let mut trace = from.branch(from.len());
        self.steps.iter().try_for_each(|&step| trace.push(step))?;
        Ok(trace)
    }

    /// How many steps it takes, the final calm not counted.
    #[must_use]
    pub const fn length(&self) -> u32 {
        self.steps.len() as u32 - self.calm
    }
}

/// How far a search came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Different states met.
    pub states: u32,
    /// Every run of up to so many steps was tried, states that were met before left out.
    pub depth: u32,
    /// There are no longer ones: the bounds of depth and states stopped nothing.
    pub all: bool,
}

/// How a search stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to try.
    Running,
    /// A promise is broken; the search can go on for the others.
    Found(Box<Found>),
    /// Everything was tried, or a bound was reached, or nothing is left to look for.
    Exhausted(Extent),
}
