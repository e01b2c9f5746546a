//! The view of a replica.
//!
//! Each protocol declares what only its replicas show in its `view` module; [`ProtocolView`] is their sum.

use super::{
    Cell, Consuming, FollowerProgress, HeldBack, HintView, Leadership, Marks, MergedView,
    MerkleView, PeerProgress, Pieces, Recorded, Role, Row, Waiting,
};
use crate::{
    id::{NodeId, NodeSet, Term},
    kv::Key,
    protocol::{
        leaderless::view as leaderless, multi_leader::view as multi_leader,
        single_leader::view as single_leader,
    },
    store::share::Share,
};
use alloc::vec::Vec;
use derive_more::From;

/// The state of a replica; after a crash, its durable state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReplicaView {
    /// Its role, as far as it knows.
    pub role: Role,
    /// Its keys, in order.
    pub rows: Vec<Row>,
    /// Its log, in order; empty in modes without one.
    pub log: Vec<Cell>,
    /// What only replicas of its protocol show.
    pub protocol: ProtocolView,
}

/// How far a copy of a replication log has got, on a cluster with one leader at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Whether the node leads.
    pub leads: bool,
    /// The greatest term that the node knows.
    pub term: Term,
    /// The last position of its log; 0 before the first.
    pub end: u64,
    /// The last position that its readers see.
    pub applied: u64,
}

/// What only the replicas of one protocol show.
#[derive(Clone, Debug, From, PartialEq, Eq, Hash)]
pub enum ProtocolView {
    /// Of a cluster with one leader.
    SingleLeader(single_leader::View),
    /// Of a cluster in which every node leads.
    MultiLeader(multi_leader::View),
    /// Of a store without a leader.
    Leaderless(leaderless::View),
}

impl ReplicaView {
    const fn single_leader(&self) -> Option<&single_leader::View> {
        match &self.protocol {
            ProtocolView::SingleLeader(view) => Some(view),
            ProtocolView::MultiLeader(_) | ProtocolView::Leaderless(_) => None,
        }
    }

    const fn leaderless(&self) -> Option<&leaderless::View> {
        match &self.protocol {
            ProtocolView::Leaderless(view) => Some(view),
            ProtocolView::SingleLeader(_) | ProtocolView::MultiLeader(_) => None,
        }
    }

    /// The last position of the log, also if that entry has been discarded.
    #[must_use]
    pub fn end(&self) -> u64 {
        let start = self.marks().map_or(0, |marks| marks.start);
        self.log.last().map_or(start, |cell| cell.position)
    }

    /// The stages of the log, in modes that distinguish them.
    #[must_use]
    pub fn marks(&self) -> Option<Marks> {
        self.single_leader()?.marks
    }

    /// The leadership as the node knows it, in modes with leader changes.
    #[must_use]
    pub fn leadership(&self) -> Option<Leadership> {
        self.single_leader()?.leadership
    }

    /// The progress of a leader's followers, as the leader knows it.
    #[must_use]
    pub fn followers(&self) -> &[FollowerProgress] {
        self.single_leader().map_or(&[], |view| &view.followers)
    }

    /// Entries removed from the log and kept for the administrator.
    #[must_use]
    pub fn aside(&self) -> &[Cell] {
        self.single_leader().map_or(&[], |view| &view.aside)
    }

    /// The snapshot that the node is receiving.
    #[must_use]
    pub fn pieces(&self) -> Option<Pieces> {
        self.single_leader()?.pieces
    }

    /// The newest log entries of statements, the newest first.
    #[must_use]
    pub fn records(&self) -> &[Recorded] {
        self.single_leader().map_or(&[], |view| &view.records)
    }

    /// How far a consumer has got.
    #[must_use]
    pub fn consuming(&self) -> Option<Consuming> {
        self.single_leader()?.consuming
    }

    /// The progress of replication with the other leaders.
    #[must_use]
    pub fn peers(&self) -> &[PeerProgress] {
        self.multi_leader().map_or(&[], |view| &view.peers)
    }

    /// The view of a node of a cluster of leaders.
    #[must_use]
    pub const fn multi_leader(&self) -> Option<&multi_leader::View> {
        match &self.protocol {
            ProtocolView::MultiLeader(view) => Some(view),
            ProtocolView::SingleLeader(_) | ProtocolView::Leaderless(_) => None,
        }
    }

    /// Its values that merge, opened up.
    #[must_use]
    pub fn values(&self) -> Option<&MergedView> {
        self.multi_leader()?.values.as_ref()
    }

    /// Whether its protocol has several leaders.
    #[must_use]
    pub const fn has_peers(&self) -> bool {
        self.multi_leader().is_some()
    }

    /// The writes that have come before others that they depend on, and are not applied yet.
    #[must_use]
    pub fn held(&self) -> &[HeldBack] {
        self.multi_leader().map_or(&[], |view| &view.held)
    }

    /// Operations that wait for the answers of other nodes.
    #[must_use]
    pub fn waiting(&self) -> &[Waiting] {
        match &self.protocol {
            ProtocolView::SingleLeader(view) => &view.waiting,
            ProtocolView::Leaderless(view) => &view.waiting,
            ProtocolView::MultiLeader(view) => &view.waiting,
        }
    }

    /// Hints that the node keeps for other nodes.
    #[must_use]
    pub fn hints(&self) -> &[HintView] {
        self.leaderless().map_or(&[], |view| &view.hints)
    }

    /// The nodes whose rows it waits for, because it is a new home of their keys.
    #[must_use]
    pub fn awaited(&self) -> NodeSet {
        self.leaderless().map_or_else(NodeSet::default, |view| view.awaited)
    }

    /// Whether the node, whose replica this is, is to store a key. Where keys are partitioned, it stores those that it is
    /// home of.
    #[must_use]
    pub fn stores(&self, node: NodeId, key: Key) -> bool {
        let is_home = |view: &leaderless::View| view.placement.homes(key).any(|home| home == node);
        let share = self.leadership().map_or_else(Share::default, |leadership| leadership.share);
        self.leaderless().is_none_or(is_home) && share.has(key)
    }

    /// The node's last comparison with another replica.
    #[must_use]
    pub fn merkle(&self) -> Option<&MerkleView> {
        self.leaderless()?.merkle.as_ref()
    }
}
