//! The ways by which writes travel: which leader ships to which, and which follower follows which leader.

use super::config::{Config, Topology};
use crate::{
    id::{NodeId, NodeSet},
    links::Links,
};
use alloc::vec::Vec;

/// The places of the members of a cluster, as every one of them works them out by itself.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    leaders: NodeSet,
    followers: NodeSet,
    topology: Topology,
    links: &'a Links,
}

impl<'a> Places<'a> {
    /// The places of these members. If none of the chosen leaders is a member, every member leads.
    pub fn new(config: &'a Config, members: NodeSet) -> Self {
        let chosen = members.and(config.leaders);
        let leaders = if chosen.is_empty() { members } else { chosen };
        let followers = members.without(leaders);
        Self { leaders, followers, topology: config.topology, links: &config.peer_links }
    }

    /// The leaders.
    pub const fn leaders(&self) -> NodeSet {
        self.leaders
    }

    /// The members.
    pub const fn members(&self) -> NodeSet {
        NodeSet(self.leaders.0 | self.followers.0)
    }

    /// The leader that a follower follows; `None` if the node leads itself. Followers are dealt out to the leaders in turn.
    pub fn leader_of(&self, node: NodeId) -> Option<NodeId> {
        let at = self.followers.place(node)?;
        self.leaders.nth(at % self.leaders.len() as usize)
    }

    /// The followers of a leader.
    pub fn followers_of(&self, node: NodeId) -> NodeSet {
        self.followers.iter().filter(|&it| self.leader_of(it) == Some(node)).collect()
    }

    /// The leaders that a leader ships its log to, if these others do not answer.
    pub fn neighbours(&self, node: NodeId, silent: NodeSet) -> NodeSet {
        let itself = NodeSet::from_iter([node]);
        let ring = self.leaders.without(silent.without(itself));
        let Some(at) = ring.place(node) else { return NodeSet::default() };
        let others = ring.without(itself);
        let among = |ends: &[Option<usize>]| -> NodeSet {
            let ends = ends.iter().copied().flatten().filter_map(|at| ring.nth(at));
            ends.filter(|&it| it != node).collect()
        };
        match self.topology {
            Topology::AllToAll => others,
            Topology::Circular => among(&[Some((at + 1) % ring.len() as usize)]),
            Topology::Star if at == 0 => others,
            Topology::Star => among(&[Some(0)]),
            Topology::Tree => {
                let parent = at.checked_sub(1).map(|at| at / 2);
                among(&[parent, Some(2 * at + 1), Some(2 * at + 2)])
            }
            Topology::Links => others.and(self.links.from(node)),
        }
    }

    /// Every link by which entries travel, those from leaders to their followers included.
    pub fn links(&self) -> Links {
        let ends = |node: NodeId| {
            let to = self.neighbours(node, NodeSet::default()).iter();
            to.chain(self.followers_of(node).iter()).map(move |to| (node, to))
        };
        self.leaders.iter().flat_map(ends).collect()
    }

    /// Whether a write of any leader reaches every other one.
    pub fn is_connected(&self) -> bool {
        self.leaders.iter().all(|start| {
            let mut reached = NodeSet::from_iter([start]);
            let mut next = Vec::from([start]);
            while let Some(node) = next.pop() {
                let new = self.neighbours(node, NodeSet::default()).without(reached);
                new.iter().for_each(|node| reached.insert(node));
                next.extend(new.iter());
            }
            self.leaders.without(reached).is_empty()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn config(topology: Topology, leaders: u32) -> Config {
        Config { topology, leaders: NodeSet(leaders), ..Config::default() }
    }

    fn places(config: &Config, nodes: u16) -> Places<'_> {
        Places::new(config, (0..nodes).map(NodeId).collect())
    }

    #[test]
    fn each_topology_has_its_links() {
        let links = |topology, nodes| places(&config(topology, 0), nodes).links().to_string();
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
                let connected = places(&config(topology, 0), nodes).is_connected();
                assert_eq!(connected, nodes == 1 || topology != Topology::Links, "{topology:?}");
            }
        }
    }

    /// Leaders that do not answer are left out, and the others are connected without them.
    #[test]
    fn a_way_around_silent_leaders_connects_the_others() {
        for &topology in &Topology::ALL[..4] {
            let config = config(topology, 0);
            let all = places(&config, 5);
            for silent in 0..1_u32 << 5 {
                let silent = NodeSet(silent);
                let left = all.members().without(silent);
                let around = |node: NodeId| all.neighbours(node, silent);
                let anew = Places::new(&config, left);
                for node in left.iter() {
                    assert_eq!(around(node), anew.neighbours(node, NodeSet::default()));
                }
            }
        }
    }

    #[test]
    fn followers_are_dealt_out_to_the_leaders() {
        // A and D lead.
        let config = config(Topology::AllToAll, 0b1001);
        let places = places(&config, 6);
        let leader = |node| places.leader_of(NodeId(node)).map(|it| it.to_string());
        assert_eq!([0, 3].map(leader), [None, None]);
        assert_eq!([1, 2, 4, 5].map(|it| leader(it).unwrap()), ["A", "D", "A", "D"]);
        assert_eq!(places.links().to_string(), "A>B,A>D,A>E,D>A,D>C,D>F");
    }
}
