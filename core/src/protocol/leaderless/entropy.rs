//! Anti-entropy: replicas repair each other in the background.
//!
//! # Story
//! At an interval, a node compares Merkle trees with a peer, over the keys of which both are homes. They
//! exchange the roots, then the children of nodes that differ, then the rows of leaves that differ. The
//! bytes sent are compared with sending every row.
//!
//! # Source
//! DeCandia et al., *Dynamo* (SOSP 2007), §4.7; Merkle, *A Digital Signature Based on a Conventional
//! Encryption Function*, 1987, for the tree (`store/merkle.rs`).
//!
//! # Invariants
//! I7 of the folder.
//!
//! # Not modelled
//! Persistent trees per range of the ring: a tree is built when it is needed, in no simulated time.
//! Concurrent exchanges.

use super::{Config, Content, Context, Env, Message, Node, Note, Timer, ring, view::MerkleView};
use crate::{
    hash::Fingerprint,
    id::{NodeId, NodeSet},
    kv::Key,
    store::Merkle,
    time::{Duration, Timestamp},
    view::Version,
};
use alloc::vec::Vec;

/// The state of anti-entropy. Volatile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entropy {
    /// The number of comparisons so far, which selects the next peer.
    turn: u32,
    /// The last peer, and the nodes of the tree that differed.
    last: Option<(NodeId, Vec<u16>)>,
    /// Bytes sent, and bytes that sending every row would have taken.
    sent: u64,
    whole: u64,
}

/// Wire size of a node's number and hash.
const HASH_BYTES: u64 = 10;

/// Wire size of a row: the key, and for each value its text, write, and stamp or dot.
fn bytes(key: Key, content: &Content) -> u64 {
    let value = |text: &str| text.len() as u64 + 24;
    let values = match content.version() {
        Version::Siblings(siblings, seen) => {
            let values: u64 = siblings.iter().map(|it| value(it.value.as_str())).sum();
            values + 10 * seen.entries().count() as u64
        }
        Version::Position(_) | Version::Stamp(_) | Version::Vector(..) | Version::Merged(_) => {
            value(content.newest().value.as_str())
        }
    };
    key.0.as_str().len() as u64 + values
}

impl Node {
    /// Sets the timer if anti-entropy is on, and cancels it otherwise.
    pub(super) fn wake_entropy(cx: &mut Context<'_, Self>) {
        match cx.config.anti_entropy {
            0 => cx.out.cancel(Timer::Compare),
            every => cx.out.timer(Timer::Compare, Duration::millis(every.into())),
        }
    }

    /// The rows of which this node and a peer are homes, without tombstones that are about to be dropped: a node that
    /// has dropped them would get them back.
    fn shared<'a>(
        &'a self,
        config: &'a Config,
        env: Env,
        peer: NodeId,
    ) -> impl Iterator<Item = (Key, &'a Content)> {
        let rows = self.rows.iter().map(|(&key, content)| (key, content));
        rows.filter(move |&(key, content)| {
            if content.is_expired(config, env.clock) {
                return false;
            }
            let homes: NodeSet = ring::homes(config, key, env.members).collect();
            homes.contains(peer) && homes.contains(env.id)
        })
    }

    pub(super) fn merkle(&self, config: &Config, env: Env, peer: NodeId) -> Merkle {
        let rows = self.shared(config, env, peer);
        Merkle::of(
            rows.map(|(key, content)| (ring::position(key), Fingerprint::of(&(key, content)))),
        )
    }

    /// Begins a comparison: sends the root to the next peer.
    pub(super) fn compare(&mut self, cx: &mut Context<'_, Self>) {
        Self::wake_entropy(cx);
        let peers: Vec<NodeId> = cx.env.peers().collect();
        if peers.is_empty() {
            return;
        }
        let peer = peers[self.entropy.turn as usize % peers.len()];
        self.entropy.turn += 1;
        let root = alloc::vec![(0, self.merkle(cx.config, cx.env, peer).hash(0))];
        let whole: u64 = self.shared(cx.config, cx.env, peer).map(|(key, it)| bytes(key, it)).sum();
        self.entropy.whole += whole;
        self.entropy.last = Some((peer, Vec::new()));
        self.send_hashes(cx, peer, root);
    }

    fn send_hashes(&mut self, cx: &mut Context<'_, Self>, peer: NodeId, hashes: Vec<(u16, u64)>) {
        self.entropy.sent += HASH_BYTES * hashes.len() as u64;
        cx.out.send(peer, Message::Compare { hashes });
    }

    /// Handles a peer's hashes: sends the children of nodes that differ, and the rows of leaves that differ.
    pub(super) fn compared(
        &mut self,
        cx: &mut Context<'_, Self>,
        peer: NodeId,
        hashes: &[(u16, u64)],
    ) {
        let tree = self.merkle(cx.config, cx.env, peer);
        let differing = tree.differing(hashes);
        match &mut self.entropy.last {
            Some((with, all)) if *with == peer => all.extend(&differing),
            last => *last = Some((peer, differing.clone())),
        }
        if differing.is_empty() {
            return;
        }
        let count = differing.len() as u16;
        cx.out.note(Note::Differ { peer, parts: count, of: hashes.len() as u16 });
        if Merkle::is_leaf(differing[0]) {
            self.send_rows(cx, peer, differing, true);
        } else {
            let below = differing.iter().flat_map(|&n| tree.children(n)).collect();
            self.send_hashes(cx, peer, below);
        }
    }

    fn send_rows(
        &mut self,
        cx: &mut Context<'_, Self>,
        peer: NodeId,
        leaves: Vec<u16>,
        back: bool,
    ) {
        let here = |key| leaves.contains(&Merkle::leaf(ring::position(key)));
        let rows = self.shared(cx.config, cx.env, peer).filter(|&(key, _)| here(key));
        let rows: Vec<(Key, Content)> = rows.map(|(key, content)| (key, content.clone())).collect();
        self.entropy.sent += rows.iter().map(|(key, content)| bytes(*key, content)).sum::<u64>();
        cx.out.send(peer, Message::Rows { leaves, rows, back });
    }

    /// Handles a peer's rows: merges them, and sends back its own if the peer asks for them.
    pub(super) fn exchange(
        &mut self,
        cx: &mut Context<'_, Self>,
        peer: NodeId,
        leaves: Vec<u16>,
        rows: &[(Key, Content)],
        back: bool,
    ) {
        for (key, content) in rows {
            if self.rows.get(key) != Some(content) {
                self.keep(cx, *key, content);
            }
        }
        if back {
            self.send_rows(cx, peer, leaves, false);
        }
    }

    /// The view of the last comparison.
    pub(super) fn describe_entropy(&self, config: &Config, env: Env) -> Option<MerkleView> {
        let (peer, differing) = self.entropy.last.clone()?;
        let hashes = self.merkle(config, env, peer).hashes().to_vec();
        let Entropy { sent, whole, .. } = self.entropy;
        Some(MerkleView { peer, hashes, differing, sent, whole })
    }

    /// Sets the sweep timer if a tombstone was stored.
    pub(super) fn bury(&self, cx: &mut Context<'_, Self>, new: &Content) {
        if new.newest().value.is_tombstone() {
            self.wake_sweep(cx);
        }
    }

    /// Sets the sweep timer to the moment at which the first tombstone's grace period is over.
    pub(super) fn wake_sweep(&self, cx: &mut Context<'_, Self>) {
        let ends = self.rows.values().filter_map(|content| content.dropped_at(cx.config));
        match ends.min() {
            Some(Timestamp(end)) => {
                let left = end.saturating_sub(cx.env.clock.0).max(0);
                cx.out.timer(Timer::Sweep, Duration(left.unsigned_abs()));
            }
            None => cx.out.cancel(Timer::Sweep),
        }
    }

    /// Drops tombstones whose grace period is over by this node's clock.
    pub(super) fn sweep(&mut self, cx: &mut Context<'_, Self>) {
        self.rows.retain(|&key, content| {
            let goes = content.is_expired(cx.config, cx.env.clock);
            if goes {
                cx.out.note(Note::Swept { write: content.newest().write, key });
            }
            !goes
        });
        self.wake_sweep(cx);
    }
}
