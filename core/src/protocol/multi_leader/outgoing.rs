//! A node's log, and how much of it each peer has.
//!
//! The log has every write that the node has applied, its own and those of others, in the order in which it applied them. A
//! peer gets the entries that it wants, which depends on the topology. So a message says which positions it covers: those
//! without an entry are of no interest to the receiver.

use super::entry::Entry;
use crate::{id::NodeId, log::Log};
use alloc::vec::Vec;
use litemap::LiteMap;

/// The part of a log after position `after` and up to `end`, as far as the receiver wants it. A parcel without entries is a
/// heartbeat: from its `after` a receiver learns that it lacks something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parcel {
    /// The position before the first one that it covers.
    pub after: u64,
    /// The last position that it covers.
    pub end: u64,
    /// The entries with their positions, in order.
    pub entries: Vec<(u64, Entry)>,
}

impl Parcel {
    /// The greatest number of entries in a parcel.
    pub const LIMIT: usize = 16;
}

/// The log, which is durable, and the progress of its peers, which is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Outgoing {
    log: Log<Entry>,
    sent: LiteMap<NodeId, u64>,
    acknowledged: LiteMap<NodeId, u64>,
}

impl Outgoing {
    /// The log.
    pub const fn log(&self) -> &Log<Entry> {
        &self.log
    }

    /// Appends an entry, and returns its position.
    pub fn push(&mut self, entry: Entry) -> u64 {
        self.log.push(entry)
    }

    /// The part that survives a crash.
    pub fn durable(&self) -> Self {
        Self { log: self.log.clone(), ..Self::default() }
    }

    /// The position up to which a peer has all that it wants: what it has acknowledged, and what follows that it does not
    /// want.
    pub fn reached(&self, peer: NodeId, wants: impl Fn(&Entry) -> bool) -> u64 {
        let acknowledged = self.acknowledged.get(&peer).copied().unwrap_or(0);
        let unwanted = self.log.after(acknowledged).take_while(|entry| !wants(entry));
        acknowledged + unwanted.count() as u64
    }

    /// What a peer has not been sent yet. If nothing was ever sent to it, that is what follows position `since`. `None` if it
    /// wants none of it.
    pub fn news(
        &mut self,
        peer: NodeId,
        since: u64,
        wants: impl Fn(&Entry) -> bool,
    ) -> Option<Parcel> {
        let after = self.sent.get(&peer).copied();
        let after = after.unwrap_or_else(|| self.last_wanted(since, &wants));
        let any = self.log.after(after).any(&wants);
        any.then(|| self.parcel(peer, after, wants))
    }

    /// A parcel without entries. It fits a peer that has all that it wants.
    pub fn heartbeat(&self, wants: impl Fn(&Entry) -> bool) -> Parcel {
        let end = self.log.end();
        Parcel { after: self.last_wanted(end, wants), end, entries: Vec::new() }
    }

    /// The last position up to this one whose entry is wanted.
    fn last_wanted(&self, mut position: u64, wants: impl Fn(&Entry) -> bool) -> u64 {
        while self.log.at(position).is_some_and(|entry| !wants(entry)) {
            position -= 1;
        }
        position
    }

    /// What follows a position, for a peer that asks for it.
    pub fn resume(&mut self, peer: NodeId, after: u64, wants: impl Fn(&Entry) -> bool) -> Parcel {
        self.sent.insert(peer, after);
        self.parcel(peer, after, wants)
    }

    /// Records that a peer has everything up to a position. Returns the next parcel if the peer is catching up.
    pub fn acknowledge(
        &mut self,
        peer: NodeId,
        position: u64,
        wants: impl Fn(&Entry) -> bool,
    ) -> Option<Parcel> {
        let known = self.acknowledged.entry(peer).or_insert(0);
        *known = position.max(*known);
        let is_next = self.sent.get(&peer) == Some(&position);
        if is_next { self.news(peer, position, wants) } else { None }
    }

    fn parcel(&mut self, peer: NodeId, after: u64, wants: impl Fn(&Entry) -> bool) -> Parcel {
        let all = (after + 1..).zip(self.log.after(after));
        let wanted = all.filter(|(_, entry)| wants(entry)).take(Parcel::LIMIT);
        let entries: Vec<(u64, Entry)> = wanted.map(|(at, entry)| (at, entry.clone())).collect();
        let end = match entries.last() {
            Some((last, _)) if entries.len() == Parcel::LIMIT => *last,
            Some(_) | None => self.log.end(),
        };
        // A peer that is still catching up gets the newest entry in its turn, not twice.
        let sent = self.sent.entry(peer).or_insert(end);
        *sent = end.max(*sent);
        Parcel { after, end, entries }
    }
}
