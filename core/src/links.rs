//! Sets of directed links between nodes: a topology.

use crate::id::{NodeId, NodeSet};
use core::fmt;

const NODES: usize = NodeId::LIMIT as usize;

/// A set of directed links. Of each node it keeps the nodes that its links lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Links([NodeSet; NODES]);

impl Links {
    /// No links.
    pub const NONE: Self = Self([NodeSet(0); NODES]);

    /// A link from each of these nodes to each other of them.
    #[must_use]
    pub fn between(nodes: NodeSet) -> Self {
        let mut links = Self::NONE;
        for from in nodes.iter() {
            links.0[usize::from(from.0)] = nodes;
            links.0[usize::from(from.0)].remove(from);
        }
        links
    }

    /// Adds a link. A link from a node to itself, or to an id that no cluster has, is ignored.
    pub fn insert(&mut self, from: NodeId, to: NodeId) {
        if from != to
            && to.0 < NodeId::LIMIT
            && let Some(ends) = self.0.get_mut(usize::from(from.0))
        {
            ends.insert(to);
        }
    }

    /// Removes a link; returns whether it was there.
    pub fn remove(&mut self, from: NodeId, to: NodeId) -> bool {
        self.0.get_mut(usize::from(from.0)).is_some_and(|ends| ends.remove(to))
    }

    /// Whether there is a link from the first node to the second.
    #[must_use]
    pub fn has(&self, from: NodeId, to: NodeId) -> bool {
        self.from(from).contains(to)
    }

    /// The nodes that a node's links lead to.
    #[must_use]
    pub fn from(&self, node: NodeId) -> NodeSet {
        self.0.get(usize::from(node.0)).copied().unwrap_or_default()
    }

    /// The nodes at either end of a link.
    #[must_use]
    pub fn ends(&self) -> NodeSet {
        self.iter().flat_map(|(from, to)| [from, to]).collect()
    }

    /// The links, in order of the nodes that they start from.
    pub fn iter(&self) -> impl Iterator<Item = (NodeId, NodeId)> {
        let nodes = (0..NodeId::LIMIT).map(NodeId);
        nodes.zip(self.0).flat_map(|(from, ends)| ends.iter().map(move |to| (from, to)))
    }
}

impl Default for Links {
    fn default() -> Self {
        Self::NONE
    }
}

impl FromIterator<(NodeId, NodeId)> for Links {
    fn from_iter<I: IntoIterator<Item = (NodeId, NodeId)>>(all: I) -> Self {
        let mut links = Self::NONE;
        all.into_iter().for_each(|(from, to)| links.insert(from, to));
        links
    }
}

impl fmt::Display for Links {
    /// As in scenario files: `A>B,B>A`, or `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for (from, to) in self.iter() {
            write!(f, "{comma}{from}>{to}")?;
            comma = ",";
        }
        if comma.is_empty() { f.write_str("none") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::ToString, vec::Vec};

    const A: NodeId = NodeId(0);
    const B: NodeId = NodeId(1);
    const C: NodeId = NodeId(2);

    #[test]
    fn a_set_of_links_behaves_like_a_set_of_pairs() {
        let nodes = || (0..4).map(NodeId);
        let pairs: Vec<_> = nodes().flat_map(|from| nodes().map(move |to| (from, to))).collect();
        for chosen in 0..1_u32 << pairs.len() {
            // A sample of every pattern of four nodes: all would be 65 536 sets.
            if !chosen.is_multiple_of(37) {
                continue;
            }
            let some = (0..).zip(&pairs).filter(|(n, _)| chosen & 1 << n != 0);
            let some: Vec<_> = some.map(|(_, &pair)| pair).filter(|(a, b)| a != b).collect();
            let mut links: Links = some.iter().copied().collect();
            assert!(links.iter().eq(some.iter().copied()), "{links}");
            assert!(pairs.iter().all(|&(a, b)| links.has(a, b) == some.contains(&(a, b))));
            for &(from, to) in &some {
                assert!(links.remove(from, to));
            }
            assert_eq!(links, Links::NONE);
        }
    }

    #[test]
    fn links_are_shown_as_scenario_files_have_them() {
        let ring: Links = [(A, B), (B, C), (C, A), (A, A)].into_iter().collect();
        assert_eq!(ring.to_string(), "A>B,B>C,C>A");
        assert_eq!(Links::NONE.to_string(), "none");
        assert_eq!(Links::between(ring.ends()).iter().count(), 6);
        assert!(!Links::between(ring.ends()).has(A, A));
    }
}
