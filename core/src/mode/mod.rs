//! The only list of protocols.

mod promise;

pub use promise::{Promise, Reason};

use crate::{
    knob,
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
    /// A setting of the setup that this mode does not take.
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
    type Err = UnknownMode;

    fn from_str(text: &str) -> Result<Self, UnknownMode> {
        Self::ALL.into_iter().find(|mode| mode.name() == text).ok_or(UnknownMode)
    }
}

/// A text is no name of a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not single-leader, multi-leader or leaderless")]
pub struct UnknownMode;

/// A setting, by the protocol that declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    /// Of a cluster with one leader.
    SingleLeader(single_leader::Knob),
    /// Of a cluster of leaders.
    MultiLeader(multi_leader::Knob),
    /// Of a cluster without leaders.
    Leaderless(leaderless::Knob),
}

impl Knob {
    /// Every setting of every protocol.
    pub fn all() -> impl Iterator<Item = Self> {
        let single_leader = single_leader::Knob::ALL.iter().copied().map(Self::SingleLeader);
        let multi_leader = multi_leader::Knob::ALL.iter().copied().map(Self::MultiLeader);
        let leaderless = leaderless::Knob::ALL.iter().copied().map(Self::Leaderless);
        single_leader.chain(multi_leader).chain(leaderless)
    }

    /// Whether it says which nodes hold a copy of the data.
    #[must_use]
    pub const fn places_copies(self) -> bool {
        match self {
            Self::SingleLeader(knob) => {
                use single_leader::Knob;
                matches!(knob, Knob::Monitors | Knob::Outside | Knob::Consumers)
            }
            Self::MultiLeader(_) => false,
            Self::Leaderless(knob) => {
                matches!(knob, leaderless::Knob::Replicas | leaderless::Knob::Centres)
            }
        }
    }

    /// Whether it says which nodes lead, where several do.
    #[must_use]
    pub const fn names_leaders(self) -> bool {
        matches!(self, Self::MultiLeader(multi_leader::Knob::Leaders))
    }

    /// The protocol's own name of a setting; of a setting that several protocols have, the first one's.
    #[must_use]
    pub fn of(knob: knob::Knob) -> Option<Self> {
        Self::all().find(|&own| knob::Knob::from(own) == knob)
    }
}

impl From<Knob> for knob::Knob {
    fn from(knob: Knob) -> Self {
        match knob {
            Knob::SingleLeader(knob) => knob.into(),
            Knob::MultiLeader(knob) => knob.into(),
            Knob::Leaderless(knob) => knob.into(),
        }
    }
}

/// The setting of this name in scenario files, whichever protocol declares it.
#[must_use]
pub fn knob(name: &str) -> Option<knob::Knob> {
    Knob::all().map(knob::Knob::from).find(|knob| knob.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// Protocols may share a setting, and with it name, number and kind.
    #[test]
    fn settings_are_told_apart_by_name_and_by_number() {
        let all: Vec<knob::Knob> = Knob::all().map(Into::into).collect();
        for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (a, b))) {
            assert_eq!(a.name() == b.name(), a.code() == b.code(), "{a} and {b}");
            assert!(a.name() != b.name() || a.kind() == b.kind(), "{a}");
        }
        assert!(all.iter().all(|found| knob(found.name()) == Some(*found)));
        assert_eq!(knob("delay"), None);
    }
}
