//! The ways by which writes travel: which leader ships to which, and which follower follows which leader.

use super::config::{Config, Topology};
use crate::{
    id::{NodeId, NodeSet},
    links::Links,
};
use alloc::vec::Vec;

/// The places of the members of a cluster, as every one of them works them out by itself.
pub struct Places {
    leaders: Vec<NodeId>,
    followers: Vec<NodeId>,
    topology: Topology,
    links: Links,
}

impl Places {
    /// The places of these members. If none of the chosen leaders is a member, every member leads.
    pub fn new(config: &Config, members: &[NodeId]) -> Self {
        let chosen = |node: &NodeId| config.leaders.contains(*node);
        let none = !members.iter().any(chosen);
        let (leaders, followers) = members.iter().partition(|node| none || chosen(node));
        Self { leaders, followers, topology: config.topology, links: config.peer_links }
    }

    /// The leaders, in order.
    pub fn leaders(&self) -> &[NodeId] {
        &self.leaders
    }

    /// The members.
    pub fn members(&self) -> NodeSet {
        self.leaders.iter().chain(&self.followers).copied().collect()
    }

    /// The leader that a follower follows; `None` if the node leads itself. Followers are dealt out to the leaders in turn.
    pub fn leader_of(&self, node: NodeId) -> Option<NodeId> {
        let at = self.followers.iter().position(|&it| it == node)?;
        Some(self.leaders[at % self.leaders.len()])
    }

    /// The followers of a leader.
    pub fn followers_of(&self, node: NodeId) -> NodeSet {
        self.followers.iter().copied().filter(|&it| self.leader_of(it) == Some(node)).collect()
    }

    /// The leaders that a leader ships its log to, if these others do not answer.
    pub fn neighbours(&self, node: NodeId, silent: NodeSet) -> NodeSet {
        let there = |it: &NodeId| *it == node || !silent.contains(*it);
        let ring: Vec<NodeId> = self.leaders.iter().copied().filter(there).collect();
        let Some(at) = ring.iter().position(|&it| it == node) else { return NodeSet::default() };
        let others = || ring.iter().copied().filter(|&it| it != node);
        match self.topology {
            Topology::AllToAll => others().collect(),
            Topology::Circular => {
                others().filter(|&it| it == ring[(at + 1) % ring.len()]).collect()
            }
            Topology::Star if at == 0 => others().collect(),
            Topology::Star => NodeSet::from_iter([ring[0]]),
            Topology::Tree => {
                let parent = at.checked_sub(1).map(|at| at / 2);
                let ends = [parent, Some(2 * at + 1), Some(2 * at + 2)];
                ends.into_iter().flatten().filter_map(|at| ring.get(at).copied()).collect()
            }
            Topology::Links => others().filter(|&it| self.links.has(node, it)).collect(),
        }
    }

    /// Every link by which entries travel, those from leaders to their followers included.
    pub fn links(&self) -> Links {
        let ends = |&node: &NodeId| {
            let to = self.neighbours(node, NodeSet::default()).iter();
            to.chain(self.followers_of(node).iter()).map(move |to| (node, to)).collect::<Vec<_>>()
        };
        self.leaders.iter().flat_map(ends).collect()
    }

    /// Whether a write of any leader reaches every other one.
    pub fn is_connected(&self) -> bool {
        self.leaders.iter().all(|&start| {
            let mut reached = NodeSet::from_iter([start]);
            let mut next = Vec::from([start]);
            while let Some(node) = next.pop() {
                let new = self.neighbours(node, NodeSet::default()).without(reached);
                new.iter().for_each(|node| reached.insert(node));
                next.extend(new.iter());
            }
            self.leaders.iter().all(|&it| reached.contains(it))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn places(topology: Topology, nodes: u16, leaders: u32) -> Places {
        let members: Vec<NodeId> = (0..nodes).map(NodeId).collect();
        let config = Config { topology, leaders: NodeSet(leaders), ..Config::default() };
        Places::new(&config, &members)
    }

    #[test]
    fn each_topology_has_its_links() {
        let links = |topology, nodes| places(topology, nodes, 0).links().to_string();
        assert_eq!(links(Topology::AllToAll, 3), "A>B,A>C,B>A,B>C,C>A,C>B");
        assert_eq!(links(Topology::Circular, 4), "A>B,B>C,C>D,D>A");
        assert_eq!(links(Topology::Star, 4), "A>B,A>C,A>D,B>A,C>A,D>A");
        assert_eq!(links(Topology::Tree, 5), "A>B,A>C,B>A,B>D,B>E,C>A,D>B,E>B");
        assert_eq!(links(Topology::Links, 3), "none");
    }

    #[test]
    fn every_named_topology_connects_all_leaders() {
        for nodes in 1..=8 {
            for &topology in Topology::ALL {
                let connected = places(topology, nodes, 0).is_connected();
                assert_eq!(connected, nodes == 1 || topology != Topology::Links, "{topology:?}");
            }
        }
    }

    /// Leaders that do not answer are left out, and the others are connected without them.
    #[test]
    fn a_way_around_silent_leaders_connects_the_others() {
        for &topology in &Topology::ALL[..4] {
            for silent in 0..1_u32 << 5 {
                let all = places(topology, 5, 0);
                let silent = NodeSet(silent);
                let left: Vec<NodeId> =
                    (0..5).map(NodeId).filter(|it| !silent.contains(*it)).collect();
                let around = |node: NodeId| all.neighbours(node, silent);
                let anew = Places::new(&Config { topology, ..Config::default() }, &left);
                for &node in &left {
                    assert_eq!(around(node), anew.neighbours(node, NodeSet::default()));
                }
            }
        }
    }

    #[test]
    fn followers_are_dealt_out_to_the_leaders() {
        // A and D lead.
        let places = places(Topology::AllToAll, 6, 0b1001);
        let leader = |node| places.leader_of(NodeId(node)).map(|it| it.to_string());
        assert_eq!([0, 3].map(leader), [None, None]);
        assert_eq!([1, 2, 4, 5].map(|it| leader(it).unwrap()), ["A", "D", "A", "D"]);
        assert_eq!(places.links().to_string(), "A>B,A>D,A>E,D>A,D>C,D>F");
    }
}
