//! Searching for a run that violates a property.
//!
//! All of these run the same [`Program`] of client operations:
//!
//! - [`Search`] tries every choice, breadth first. Its counterexamples are as short as possible, and within its
//!   [`Bounds`] it misses none.
//! - [`storm()`] draws one long random run with faults, which prefers leaders and coordinators as targets.
//! - [`shrink()`] removes steps that a counterexample does not need.
//!
//! # Time in a search
//! A search chooses every arrival itself, so delays have no effect. Time advances by 1 ms with each invocation and not
//! otherwise, so that clocks order writes that did not overlap, and two paths to one state meet at the same time. A
//! message may overtake another on its own link, which TCP does not allow; no protocol here relies on that order. Timers
//! expire only as far as [`Bounds::timeouts`] allows.
//!
//! # No proof
//! A search never proves that a property holds. It reports a counterexample, or that there is none within its bounds.

mod explore;
mod judge;
mod settle;
mod shrink;
mod storm;

pub use explore::Search;
pub use judge::{broken, find};
pub use settle::{CALM, settle};
pub use shrink::{carry, shrink};
pub use storm::{Changes, Storm, draw, storm};

use crate::{
    check::{Property, Witness},
    id::{ClientId, NodeId},
    kv::Request,
    sim::{Refusal, Step, Trace, World, setup::Route},
};
use alloc::{boxed::Box, vec::Vec};

/// An operation of a program.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    /// The replicas that the client may send it to; empty for those of the client's route.
    pub via: Vec<NodeId>,
    /// The request.
    pub request: Request,
}

impl Ask {
    /// The replicas that the client may send it to now.
    fn nodes(&self, world: &World, client: ClientId) -> Vec<NodeId> {
        if !self.via.is_empty() {
            return self.via.clone();
        }
        match world.route(client, self.request) {
            Some(Route::To(node)) => alloc::vec![node],
            Some(Route::Any | Route::Leader | Route::Sticky | Route::Nearest) => {
                world.replicas_of(self.request.key()).iter().collect()
            }
            None => Vec::new(),
        }
    }
}

/// The operations of each client, in order. The search chooses when a client invokes its next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Program(pub Vec<Vec<Ask>>);

impl Program {
    /// The number of operations of all clients.
    #[must_use]
    pub fn operations(&self) -> u32 {
        self.0.iter().map(|asks| asks.len() as u32).sum()
    }
}

/// The bounds of a search. Every action that is not bounded here is tried. A pause is not: any message may wait anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// The steps of the longest run.
    pub depth: u32,
    /// The number of different states after which the search ends.
    pub states: u32,
    /// The messages lost in one run.
    pub drops: u8,
    /// The crashes in one run; a crashed node may restart at any time.
    pub crashes: u8,
    /// The one-way cuts between replicas in one run; a cut may heal at any time.
    pub cuts: u8,
    /// The timers that expire in one run, clients' timeouts included.
    pub timeouts: u8,
    /// The nodes that are told to lead in one run, or to stand for election where leaders are elected: failovers
    /// without a suspicion.
    pub promotions: u8,
    /// The nodes that join in one run.
    pub joins: u8,
}

impl Bounds {
    /// No faults, no timers, and no bound on the depth.
    #[must_use]
    pub const fn calm(states: u32) -> Self {
        let depth = u32::MAX;
        Self { depth, states, drops: 0, crashes: 0, cuts: 0, timeouts: 0, promotions: 0, joins: 0 }
    }
}

/// A run that violates a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The property.
    pub property: Property,
    /// The witness of the violation.
    pub witness: Witness,
    /// The steps after the end of the run that the search started from.
    pub steps: Vec<Step>,
    /// The number of final steps in which the world only settles ([`settle()`]).
    pub calm: u32,
}

impl Counterexample {
    /// The whole run: the one that the search started from, and the steps.
    ///
    /// # Errors
    /// A step cannot be applied: the counterexample belongs to another start.
    pub fn trace(&self, from: &Trace) -> Result<Trace, Refusal> {
        let mut trace = from.branch(from.len());
        self.steps.iter().try_for_each(|&step| trace.push(step))?;
        Ok(trace)
    }

    /// The number of steps up to the violation, without those in which the world settles.
    #[must_use]
    pub const fn length(&self) -> u32 {
        self.steps.len() as u32 - self.calm
    }
}

/// The extent of a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The number of different states.
    pub states: u32,
    /// Every run of up to this number of steps was tried.
    pub depth: u32,
    /// Whether every run was tried: neither depth nor states reached their bound.
    pub all: bool,
}

/// The result of [`Search::run`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The budget is spent.
    Running,
    /// A property is violated; the search can continue with the others.
    Found(Box<Counterexample>),
    /// Every run was tried, or a bound is reached, or every goal is violated.
    Exhausted(Extent),
}
