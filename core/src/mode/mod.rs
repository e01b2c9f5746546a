//! The only list of protocols.

mod promise;

pub use promise::{Promise, Reason};

use crate::{
    protocol::{leaderless, multi_leader, single_leader},
    sim::{Setup, World, setup::SetupError},
};
use core::{fmt, str::FromStr};

/// A family of replication protocols. Its settings are [`Setting`](crate::sim::Setting)s of the setup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// One node takes all writes.
    SingleLeader,
    /// Every node takes writes and ships them to the others.
    MultiLeader,
    /// Clients' requests go to several replicas at once.
    Leaderless,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::SingleLeader, Self::MultiLeader, Self::Leaderless];

    /// Its name in scenario files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SingleLeader => "single-leader",
            Self::MultiLeader => "multi-leader",
            Self::Leaderless => "leaderless",
        }
    }

    /// A world of this mode at its start.
    ///
    /// # Errors
    /// A setting that makes no sense.
    pub fn start(self, setup: &Setup) -> Result<World, SetupError> {
        Ok(match self {
            Self::SingleLeader => {
                let config = single_leader::Config::default();
                World::new::<single_leader::Node>(setup, config)?
            }
            Self::MultiLeader => {
                let config = multi_leader::Config::default();
                World::new::<multi_leader::Node>(setup, config)?
            }
            Self::Leaderless => {
                let config = leaderless::Config::for_nodes(setup.nodes);
                World::new::<leaderless::Node>(setup, config)?
            }
        })
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Mode {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|mode| mode.name() == text).ok_or(())
    }
}
