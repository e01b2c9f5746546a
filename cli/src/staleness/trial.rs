//! What is measured of one write and one read, and by whom.

use super::{latency::Ticks, network::Draws};

/// One write, and one read that starts after it was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// From the write's start to its acknowledgement.
    pub write: Ticks,
    /// From the read's start to its answer.
    pub read: Ticks,
    /// A read with these latencies that starts so long after the acknowledgement, or later, sees the write;
    /// an earlier one does not. Not above 0 if it sees it in any case.
    pub visible: Ticks,
}

/// So many writes follow each other, to find out by how many versions a read is behind.
pub const GROUP: usize = 10;

/// A way to find out what comes of given latencies.
pub trait Measure {
    /// The trials of writes that follow each other, each started when the one before it was acknowledged;
    /// the read of a trial knows nothing of the writes after it. Leaves in `trials` one for each of `draws`,
    /// of which there are at most [`GROUP`]. Returns how many versions behind the newest is what the last one's read returns if
    /// it starts at once; nothing if it is older than all these writes.
    ///
    /// # Errors
    /// The protocol did what it should not.
    fn group(&mut self, draws: &[Draws], trials: &mut Vec<Trial>) -> Result<Option<u32>, String>;
}
