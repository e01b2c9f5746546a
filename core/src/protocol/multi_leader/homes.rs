//! Conflict avoidance: each key has one leader that takes its writes.
//!
//! # Story
//! The home of a key is found by a hash of the key, as every leader can. Other leaders refuse its writes and name the home. If
//! homes move, a leader passes over those that it suspects. The old home may only be cut off: then two leaders take writes to
//! one key, which is what homes were to avoid.
//!
//! # Source
//! DDIA, ch. 5, "Conflict avoidance": "if you want to change the designated leader for a record — perhaps because one
//! datacenter has failed … — conflict avoidance breaks down".

use super::{Homes, Node, Note, topology::Places};
use crate::{
    hash::Fingerprint,
    id::{NodeId, NodeSet},
    kv::Key,
    replica::Context,
};

/// The home of a key among leaders that are not silent; among all if all are.
fn home(places: &Places<'_>, key: Key, silent: NodeSet) -> Option<NodeId> {
    let leaders = places.leaders();
    let first = (Fingerprint::of(&key) % u64::from(leaders.len())) as usize;
    let mut order = leaders.iter().skip(first).chain(leaders.iter().take(first));
    order.find(|&node| !silent.contains(node)).or(leaders.nth(first))
}

impl Node {
    /// The node that takes writes to a key, if this one does not.
    pub(super) fn elsewhere(&self, cx: &mut Context<'_, Self>, key: Key) -> Option<NodeId> {
        let id = cx.env.id;
        let places = Places::new(cx.config, cx.env.members);
        if let Some(leader) = places.leader_of(id) {
            return Some(leader);
        }
        let silent = match cx.config.homes {
            Homes::Off => return None,
            Homes::Fixed => NodeSet::default(),
            Homes::Move => self.silence.suspects(),
        };
        let here = home(&places, key, silent)?;
        let designated = home(&places, key, NodeSet::default())?;
        if here == id && designated != id {
            cx.out.note(Note::TakesOver { key, home: designated });
        }
        (here != id).then_some(here)
    }
}
