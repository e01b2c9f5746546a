//! Anti-entropy: replicas mend in the background what no read has mended.
//!
//! # Story
//! Now and then a node compares Merkle trees with another one, over the keys that both are to hold: the
//! roots first, then only what is below branches that differ, and at last the rows of leaves that differ.
//! What travelled is counted against sending everything.
//!
//! # Source
//! DeCandia et al., *Dynamo* (SOSP 2007), §4.7; Merkle, *A Digital Signature Based on a Conventional
//! Encryption Function*, 1987, for the tree (`store/merkle.rs`).
//!
//! # Invariants
//! I7 of the folder.
//!
//! # Not modelled
//! A tree for each range of the ring that is kept up to date: here it is made when it is needed, in no
//! time. Several exchanges at once.

use super::{Config, Content, Env, Leaderless, Message, Node, Out, Timer, ring};
use crate::{
    hash::Fingerprint,
    id::NodeId,
    kv::Key,
    store::Merkle,
    time::Duration,
    view::{MerkleView, Version},
};
use alloc::vec::Vec;

/// How anti-entropy stands. Volatile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entropy {
    /// Whose turn it is to be compared with, counted on and on.
    turn: u32,
    /// Who was compared with last, and the nodes of the tree that differed.
    last: Option<(NodeId, Vec<u16>)>,
    /// Bytes sent, and what sending every row instead would have taken.
    sent: u64,
    whole: u64,
}

/// A number and a hash on the wire.
const HASH_BYTES: u64 = 10;

/// How many bytes a row takes on the wire: key, and of each value its text, write and stamp or dot.
fn bytes(key: Key, content: &Content) -> u64 {
    let value = |text: &str| text.len() as u64 + 24;
    let values = match content.version() {
        Version::Siblings(siblings, seen) => {
            let values: u64 = siblings.iter().map(|it| value(it.value.0.as_str())).sum();
            values + 10 * seen.entries().count() as u64
        }
        _ => value(content.newest().value.0.as_str()),
    };
    key.0.as_str().len() as u64 + values
}

impl Node {
    /// Sets the timer, if there is to be anti-entropy.
    pub(super) fn wake_entropy(config: &Config, out: &mut Out<'_, Self>) {
        match config.anti_entropy {
            0 => out.cancel(Timer::Compare),
            every => out.timer(Timer::Compare, Duration::millis(every.into())),
        }
    }

    /// The rows that a peer is to hold as well.
    fn shared<'a>(
        &'a self,
        config: &'a Config,
        env: Env<'a>,
        peer: NodeId,
    ) -> impl Iterator<Item = (Key, &'a Content)> {
        let rows = self.rows.iter().map(|(&key, content)| (key, content));
        rows.filter(move |&(key, _)| {
            let mut homes = ring::homes(config, key, env.members);
            homes.any(|home| home == peer)
        })
    }

    fn tree(&self, config: &Config, env: Env<'_>, peer: NodeId) -> Merkle {
        let rows = self.shared(config, env, peer);
        Merkle::of(
            rows.map(|(key, content)| (ring::position(key), Fingerprint::of(&(key, content)))),
        )
    }

    /// It is time: sends the next peer the root.
    pub(super) fn compare(&mut self, config: &Config, env: Env<'_>, out: &mut Out<'_, Self>) {
        Self::wake_entropy(config, out);
        let peers: Vec<NodeId> = env.peers().collect();
        if peers.is_empty() {
            return;
        }
        let peer = peers[self.entropy.turn as usize % peers.len()];
        self.entropy.turn += 1;
        let root = alloc::vec![(0, self.tree(config, env, peer).hash(0))];
        let whole: u64 = self.shared(config, env, peer).map(|(key, it)| bytes(key, it)).sum();
        self.entropy.whole += whole;
        self.entropy.last = Some((peer, Vec::new()));
        self.send_hashes(peer, root, out);
    }

    fn send_hashes(&mut self, peer: NodeId, hashes: Vec<(u16, u64)>, out: &mut Out<'_, Self>) {
        self.entropy.sent += HASH_BYTES * hashes.len() as u64;
        out.send(peer, Message::Compare { hashes });
    }

    /// A peer's hashes came: goes one level down where they differ; at the leaves, sends the rows.
    pub(super) fn compared(
        &mut self,
        config: &Config,
        env: Env<'_>,
        peer: NodeId,
        hashes: &[(u16, u64)],
        out: &mut Out<'_, Self>,
    ) {
        let tree = self.tree(config, env, peer);
        let differing = tree.differing(hashes);
        match &mut self.entropy.last {
            Some((with, all)) if *with == peer => all.extend(&differing),
            last => *last = Some((peer, differing.clone())),
        }
        if differing.is_empty() {
            return;
        }
        let count = differing.len() as u16;
        out.note(Leaderless::Differ { peer, parts: count, of: hashes.len() as u16 }.into());
        if Merkle::is_leaf(differing[0]) {
            self.send_rows(config, env, peer, differing, true, out);
        } else {
            let below = differing.iter().flat_map(|&n| tree.children(n)).collect();
            self.send_hashes(peer, below, out);
        }
    }

    fn send_rows(
        &mut self,
        config: &Config,
        env: Env<'_>,
        peer: NodeId,
        leaves: Vec<u16>,
        back: bool,
        out: &mut Out<'_, Self>,
    ) {
        let here = |key| leaves.contains(&Merkle::leaf(ring::position(key)));
        let rows = self.shared(config, env, peer).filter(|&(key, _)| here(key));
        let rows: Vec<(Key, Content)> = rows.map(|(key, content)| (key, content.clone())).collect();
        self.entropy.sent += rows.iter().map(|(key, content)| bytes(*key, content)).sum::<u64>();
        out.send(peer, Message::Rows { leaves, rows, back });
    }

    /// A peer's rows came: keeps what is newer, and sends back its own if the peer wants them.
    pub(super) fn exchange(
        &mut self,
        config: &Config,
        env: Env<'_>,
        peer: NodeId,
        (leaves, rows, back): (Vec<u16>, Vec<(Key, Content)>, bool),
        out: &mut Out<'_, Self>,
    ) {
        for (key, content) in &rows {
            if self.rows.get(key) != Some(content) {
                self.store(config, *key, content, out);
            }
        }
        if back {
            self.send_rows(config, env, peer, leaves, false, out);
        }
    }

    /// What a reader may see of the last comparison.
    pub(super) fn describe_entropy(&self, config: &Config, env: Env<'_>) -> Option<MerkleView> {
        let (peer, differing) = self.entropy.last.clone()?;
        let hashes = self.tree(config, env, peer).hashes().to_vec();
        let Entropy { sent, whole, .. } = self.entropy;
        Some(MerkleView { peer, hashes, differing, sent, whole })
    }

    /// Something was stored: if it is a tombstone, it will be thrown away one day.
    pub(super) fn bury(&self, config: &Config, new: &Content, out: &mut Out<'_, Self>) {
        if config.grace > 0 && new.newest().value.is_tombstone() {
            self.wake_sweep(config, out);
        }
    }

    /// Tombstones are kept for a while, and thrown away then.
    pub(super) fn wake_sweep(&self, config: &Config, out: &mut Out<'_, Self>) {
        let is_grave = |content: &Content| content.newest().value.is_tombstone();
        if config.grace > 0 && self.rows.values().any(is_grave) {
            out.timer(Timer::Sweep, Duration::millis(config.grace.into()));
        }
    }

    /// Throws away tombstones that are old enough, by this node's own clock. Those among siblings stay: a
    /// replica that forgets which writes it has named would name another one the same.
    pub(super) fn sweep(&mut self, config: &Config, env: Env<'_>, out: &mut Out<'_, Self>) {
        let grace = i64::from(config.grace) * 1_000;
        self.rows.retain(|&key, content| {
            let Content::Newest(stored) = content else { return true };
            let over = stored.stamp.time.0.saturating_add(grace) <= env.clock.0;
            let goes = stored.value.is_tombstone() && over;
            if goes {
                out.note(Leaderless::Swept { write: stored.write, key }.into());
            }
            !goes
        });
        self.wake_sweep(config, out);
    }
}
