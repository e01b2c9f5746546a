//! Moving rows: when members or settings change, a key's rows go to its new homes.
//!
//! # Story
//! A node that joins or leaves changes the preference lists of some keys. The nodes that held such a key keep a hint of
//! it for every new home, which offers the row until the home has it. A node that is no home any more keeps the row only
//! as such hints: it takes no further part in comparisons, and drops the row once the homes have it.
//!
//! # Source
//! DeCandia et al., *Dynamo* (SOSP 2007), §4.9 (adding and removing nodes: keys are offered to the nodes that are now
//! in charge, and transferred upon a confirmation); Apache Cassandra's manual, "Adding, replacing, moving and removing
//! nodes" (bootstrap, `nodetool cleanup`).
//!
//! # Invariants
//! - I8 A row that a node drops because it is no home of its key is on every home (`rows_move_to_their_new_homes`).
//!
//! # Not modelled
//! A new home counts for w and r at once, before the rows have arrived.

use super::{Config, Content, Context, Node, ring};
use crate::{
    id::{NodeId, NodeSet},
    kv::Key,
    replica::Change,
};
use alloc::vec::Vec;

fn homes(config: &Config, key: Key, members: &[NodeId]) -> NodeSet {
    ring::homes(config, key, members).collect()
}

/// The members before a change.
fn before(members: &[NodeId], change: Option<Change>) -> Vec<NodeId> {
    let joined = |&node: &NodeId| change != Some(Change::Joined(node));
    let left = match change {
        Some(Change::Left(node)) => Some(node),
        Some(Change::Joined(_)) | None => None,
    };
    members.iter().copied().filter(joined).chain(left).collect()
}

impl Node {
    /// Members or settings changed: hands rows and hints to the homes that are new, and keeps only what is its own.
    pub(super) fn move_rows(&mut self, cx: &mut Context<'_, Self>, change: Option<Change>) {
        let (config, members, own) = (cx.config, cx.env.members, cx.env.id);
        let before = before(members, change);
        self.redirect_hints(cx);
        let keys: Vec<Key> = self.rows.keys().copied().collect();
        for key in keys {
            let (old, new) = (homes(config, key, &before), homes(config, key, members));
            let Some(content) = self.rows.get(&key).cloned() else { continue };
            if own.client().is_some() || content.is_expired(config, cx.env.clock) {
                continue;
            }
            if new.contains(own) {
                self.pass_on(cx, new.without(old), key, &content);
            } else {
                self.pass_on(cx, new, key, &content);
                self.rows.remove(&key);
            }
        }
    }

    /// Keeps a hint of a row for each of these homes.
    pub(super) fn pass_on(
        &mut self,
        cx: &mut Context<'_, Self>,
        homes: NodeSet,
        key: Key,
        content: &Content,
    ) {
        homes.iter().for_each(|home| self.keep_hint(cx, home, key, content.clone()));
    }

    /// Hints for nodes that are no homes of their keys any more are kept for the homes.
    fn redirect_hints(&mut self, cx: &mut Context<'_, Self>) {
        let (config, members) = (cx.config, cx.env.members);
        let stays = |home, key| homes(config, key, members).contains(home);
        for (key, content) in self.hints.take_unless(cx, stays) {
            self.keep(cx, key, &content);
        }
    }
}
