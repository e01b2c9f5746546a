//! Sessions: what a client does so that its reads are not behind what its user knows.

use crate::{kv::Key, time::Duration};
use core::fmt;

/// What a client does so that its reads are not behind what its user knows. DDIA, ch. 5, "Reading Your Own Writes" and
/// "Monotonic Reads".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Session {
    /// The rule.
    pub rule: Rule,
    /// Whether what the rule remembers is kept centrally, for all devices of the user, instead of on each device.
    pub shared: bool,
}

/// A rule about reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// None: every read takes the client's route.
    #[default]
    Nothing,
    /// Reads of this key, which only the user can change, go to the leader.
    Own(Key),
    /// Reads go to the leader for this time after the last write.
    LeaderFor(Duration),
    /// Reads carry the position of the last write. A replica that has not applied it does not answer yet, or refuses.
    Writes,
    /// Reads carry the last position that the client has written or read.
    Seen,
}

impl Rule {
    /// Whether requests carry a position of the log.
    #[must_use]
    pub const fn carries_position(self) -> bool {
        matches!(self, Self::Writes | Self::Seen)
    }
}

impl fmt::Display for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rule {
            Rule::Nothing => f.write_str("nothing")?,
            Rule::Own(key) => write!(f, "own={key}")?,
            Rule::LeaderFor(time) => write!(f, "leader-for={time}")?,
            Rule::Writes => f.write_str("writes")?,
            Rule::Seen => f.write_str("seen")?,
        }
        if self.shared { f.write_str(" shared") } else { Ok(()) }
    }
}

/// What reads have cost a client so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// Reads that were answered.
    pub reads: u32,
    /// Those of them that the node answered which the client believes to lead.
    pub at_leader: u32,
    /// Reads that a replica refused because it was behind, and that another one was asked for.
    pub redirected: u32,
    /// The time that reads spent at replicas, in all.
    pub waited: Duration,
    /// The time from request to answer, in all.
    pub took: Duration,
}
