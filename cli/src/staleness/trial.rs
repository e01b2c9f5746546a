//! Trials.

use super::{StalenessError, latency::Ticks, network::Draws};

/// One write, and one read that starts after its acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// From the write's start to its acknowledgement.
    pub write: Ticks,
    /// From the read's start to its response.
    pub read: Ticks,
    /// The earliest start, relative to the acknowledgement, of a read with these latencies that sees the write; every
    /// later read sees it too. At most 0 if all reads after the acknowledgement see it.
    pub visible: Ticks,
}

/// The number of consecutive writes after which a read is checked for the version that it returns.
pub const GROUP: usize = 10;

/// A way to find out the outcome of given latencies.
pub trait Measure {
    /// Measures a group of consecutive writes, each started when the one before it was acknowledged. A trial's read
    /// does not see the writes after its own. Leaves a trial for each of `draws` in `trials`; there are at most
    /// [`GROUP`]. Returns by how many versions a read that starts at the last acknowledgement is behind the newest;
    /// `None` if it is older than all writes of the group.
    ///
    /// # Errors
    /// The protocol did what it should not.
    fn group(
        &mut self,
        draws: &[Draws],
        trials: &mut Vec<Trial>,
    ) -> Result<Option<u32>, StalenessError>;
}
