//! Log shipping by position: one node's log, and how far each peer has it.
//!
//! DDIA, "Setting up new followers" and "Follower failure: catch-up recovery": a replica knows the
//! last position it has stored, and asks for all that follows.

use crate::{id::NodeId, log::Log};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Entries after position `after`. An empty batch is a heartbeat: it only tells where the log ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Batch<T> {
    /// The position before the first entry.
    pub after: u64,
    /// The entries, in order.
    pub entries: Vec<T>,
}

/// How a batch fits a receiver that has the log up to some position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Entries are missing before the batch: the receiver must ask for them.
    Gap,
    /// The number of entries to skip because they are known; the rest is new.
    From(usize),
}

impl<T> Batch<T> {
    /// How this batch fits a receiver whose copy ends at position `end`.
    #[must_use]
    pub const fn fit(&self, end: u64) -> Fit {
        if self.after > end { Fit::Gap } else { Fit::From((end - self.after) as usize) }
    }

    /// The position of the last entry.
    #[must_use]
    pub const fn end(&self) -> u64 {
        self.after + self.entries.len() as u64
    }
}

impl<T: Clone> Batch<T> {
    /// The greatest number of entries in a batch.
    pub const LIMIT: usize = 16;

    /// A batch of the first entries after a position, at most [`LIMIT`](Self::LIMIT).
    #[must_use]
    pub fn of<'a>(after: u64, entries: impl Iterator<Item = &'a T>) -> Self
    where
        T: 'a,
    {
        Self { after, entries: entries.take(Self::LIMIT).cloned().collect() }
    }
}

/// The sender's side: its durable log, and its volatile progress with each peer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shipping<T> {
    log: Log<T>,
    sent: LiteMap<NodeId, u64>,
    acknowledged: LiteMap<NodeId, u64>,
}

impl<T> Default for Shipping<T> {
    fn default() -> Self {
        Self { log: Log::new(), sent: LiteMap::new(), acknowledged: LiteMap::new() }
    }
}

impl<T: Clone> Shipping<T> {
    /// The log.
    #[must_use]
    pub const fn log(&self) -> &Log<T> {
        &self.log
    }

    /// The log, for appending.
    pub const fn log_mut(&mut self) -> &mut Log<T> {
        &mut self.log
    }

    /// The part that survives a crash.
    #[must_use]
    pub fn durable(&self) -> Self {
        Self { log: self.log.clone(), ..Self::default() }
    }

    /// The last position that `peer` has acknowledged.
    #[must_use]
    pub fn acknowledged(&self, peer: NodeId) -> u64 {
        self.acknowledged.get(&peer).copied().unwrap_or(0)
    }

    /// The newest entry, for a peer that has been sent all others.
    pub fn newest(&mut self, peer: NodeId) -> Batch<T> {
        let after = self.log.end().saturating_sub(1);
        self.batch(peer, after)
    }

    /// An empty batch, from which a peer that is behind learns that it is.
    #[must_use]
    pub fn heartbeat(&self) -> Batch<T> {
        Batch { after: self.log.end(), entries: Vec::new() }
    }

    /// The entries after `after`, for a peer that asks for them.
    pub fn resume(&mut self, peer: NodeId, after: u64) -> Batch<T> {
        self.sent.insert(peer, after);
        self.batch(peer, after)
    }

    /// Records that `peer` has everything up to `position`. Returns the next batch if the peer is catching up.
    pub fn acknowledge(&mut self, peer: NodeId, position: u64) -> Option<Batch<T>> {
        let known = self.acknowledged.entry(peer).or_insert(0);
        *known = position.max(*known);
        let caught_up_with_sent = self.sent.get(&peer) == Some(&position);
        (caught_up_with_sent && position < self.log.end()).then(|| self.batch(peer, position))
    }

    fn batch(&mut self, peer: NodeId, after: u64) -> Batch<T> {
        let batch = Batch::of(after, self.log.after(after));
        // A peer that is still catching up gets the newest entry in its turn, not twice.
        let sent = self.sent.entry(peer).or_insert(after);
        *sent = batch.end().max(*sent);
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: NodeId = NodeId(1);

    fn with(entries: u64) -> Shipping<u64> {
        let mut shipping = Shipping::default();
        (1..=entries).for_each(|n| _ = shipping.log_mut().push(n));
        shipping
    }

    #[test]
    fn a_batch_fits_by_position() {
        for (after, end, want) in
            [(0, 0, Fit::From(0)), (3, 3, Fit::From(0)), (3, 5, Fit::From(2)), (4, 3, Fit::Gap)]
        {
            assert_eq!(Batch::<u64> { after, entries: Vec::new() }.fit(end), want);
        }
    }

    /// However many entries are missing, asking once and acknowledging each batch brings them all.
    #[test]
    fn a_peer_that_catches_up_gets_every_entry_once() {
        for held in 0..40 {
            let mut shipping = with(40);
            let mut got: Vec<u64> = (1..=held).collect();
            let mut next = Some(shipping.resume(PEER, held));
            while let Some(batch) = next {
                assert_eq!(batch.fit(got.len() as u64), Fit::From(0));
                got.extend(&batch.entries);
                next = shipping.acknowledge(PEER, got.len() as u64);
            }
            assert!(got.iter().copied().eq(1..=40), "from {held}: {got:?}");
        }
    }

    #[test]
    fn a_crash_forgets_the_peers_and_keeps_the_log() {
        let mut shipping = with(3);
        shipping.acknowledge(PEER, 2);
        let after = shipping.durable();
        assert_eq!(after.log(), shipping.log());
        assert_eq!(after.acknowledged(PEER), 0);
    }
}
