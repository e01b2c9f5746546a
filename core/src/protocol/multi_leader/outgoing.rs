//! A node's log, and how much of it each peer has.
//!
//! The log has every write that the node has applied, its own and those of others, in the order in which it applied them. A
//! peer gets the entries that it wants, which depends on the topology. So a message says which positions it covers: those
//! without an entry are of no interest to the receiver.

use super::entry::Entry;
use crate::{id::NodeId, log::Log};
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};
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
    found: FoundOf,
}

/// The last position that a peer wanted among the first `end` of the log.
#[derive(Clone, Copy, Debug)]
struct Found {
    ways: u64,
    end: u64,
    last: u64,
}

/// What was found for each peer, so that a heartbeat looks at new entries only. It follows from the log, and is no part of what
/// a node is compared and named by.
#[derive(Clone, Debug, Default)]
struct FoundOf(LiteMap<NodeId, Found>);

impl PartialEq for FoundOf {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for FoundOf {}

impl Hash for FoundOf {
    fn hash<H: Hasher>(&self, _: &mut H) {}
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
        let sent = self.sent.get(&peer).copied();
        // What stands between the last wanted position up to `since` and `since` is not wanted: it need not be looked at.
        let any = self.log.after(sent.unwrap_or(since)).any(&wants);
        any.then(|| {
            let after = sent.unwrap_or_else(|| self.last_wanted(since, &wants));
            self.parcel(peer, after, wants)
        })
    }

    /// A parcel without entries. It fits a peer that has all that it wants, which depends on `ways`.
    pub fn heartbeat(&mut self, peer: NodeId, ways: u64, wants: impl Fn(&Entry) -> bool) -> Parcel {
        let end = self.log.end();
        let known = self.found.0.get(&peer).filter(|it| it.ways == ways && it.end <= end);
        let (from, before) = known.map_or((0, 0), |it| (it.end, it.last));
        let mut last = end;
        while last > from && self.log.at(last).is_some_and(|entry| !wants(entry)) {
            last -= 1;
        }
        let last = if last > from { last } else { before };
        self.found.0.insert(peer, Found { ways, end, last });
        Parcel { after: last, end, entries: Vec::new() }
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

#[cfg(test)]
mod tests {
    use super::{super::entry::Write, *};
    use crate::{
        clock::Stamp,
        id::{ClientId, OperationId},
        kv::{Key, Value, Word},
        time::Timestamp,
    };
    use alloc::rc::Rc;

    const PEER: NodeId = NodeId(1);

    fn entry(number: u64) -> Entry {
        Entry::from(Write {
            key: Key(Word::new("k").expect("a word")),
            value: Value::of_number(number as u32),
            inserts: None,
            made: false,
            write: OperationId { client: ClientId(0), number: number as u32 },
            stamp: Stamp { time: Timestamp(number as i64), node: NodeId(0) },
            count: number,
            context: Rc::default(),
            number,
            causes: None,
        })
    }

    fn with(entries: u64) -> Outgoing {
        let mut outgoing = Outgoing::default();
        (1..=entries).for_each(|n| _ = outgoing.push(entry(n)));
        outgoing
    }

    /// However many entries are missing, and whichever the peer wants, asking once and acknowledging each parcel brings all that
    /// it wants, each once.
    #[test]
    fn a_peer_that_catches_up_gets_every_entry_once() {
        for every in 1..=7 {
            for held in 0..60 {
                let wants = move |entry: &Entry| entry.number.is_multiple_of(every);
                let (mut outgoing, mut got, mut end) = (with(60), Vec::new(), held);
                let mut next = Some(outgoing.resume(PEER, held, wants));
                while let Some(parcel) = next {
                    assert!(parcel.after <= end, "no gap");
                    got.extend(parcel.entries.iter().map(|(position, _)| *position));
                    end = parcel.end;
                    next = outgoing.acknowledge(PEER, end, wants);
                }
                let wanted = (held + 1..=60).filter(|n| n.is_multiple_of(every));
                assert!(got.iter().copied().eq(wanted), "every {every}, from {held}: {got:?}");
                assert_eq!(outgoing.reached(PEER, wants), 60);
            }
        }
    }

    /// A heartbeat shows a gap to a peer exactly if it lacks something that it wants.
    #[test]
    fn a_heartbeat_tells_what_is_missing() {
        for every in 1..=25 {
            let wants = |entry: &Entry| entry.number.is_multiple_of(every);
            let mut outgoing = Outgoing::default();
            // Other ways, and a heartbeat after each entry: what was found before changes nothing.
            for n in 1..=20 {
                outgoing.push(entry(n));
                outgoing.heartbeat(PEER, 0, |_| true);
                let heartbeat = outgoing.heartbeat(PEER, 1, wants);
                assert_eq!(heartbeat.after, n - n % every);
                assert_eq!(outgoing.heartbeat(PEER, 1, wants), heartbeat);
            }
            let heartbeat = outgoing.heartbeat(PEER, 1, wants);
            for held in 0..=20 {
                let lacks = (held + 1..=20).any(|n: u64| n.is_multiple_of(every));
                assert_eq!(heartbeat.after > held, lacks, "every {every}, holds {held}");
            }
        }
    }

    #[test]
    fn a_crash_forgets_the_peers_and_keeps_the_log() {
        let mut outgoing = with(3);
        outgoing.acknowledge(PEER, 2, |_| true);
        let after = outgoing.durable();
        assert_eq!(after.log(), outgoing.log());
        assert_eq!((outgoing.reached(PEER, |_| true), after.reached(PEER, |_| true)), (2, 0));
    }
}
