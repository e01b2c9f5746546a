//! Mutants of nodes that have lost their disks.

use super::broken::{At, Fault, In, fault};
use replicarium::{
    protocol::{multi_leader, single_leader::Node},
    replica::{Input, Out, Replica},
};

fault! {
    /// A replica that has lost its disk votes and counts at once.
    CountsWithoutItsDisk() of Node {
        fn recovers(node: &Node, _: &Node) -> Node {
            let mut node = node.recover();
            if let Node::Member(member) = &mut node {
                (member.state.learns, member.state.incarnation) = (false, 0);
            }
            node
        }
    }
}

fault! {
    /// A leader that has lost its disk writes under its old name.
    KeepsItsName() of multi_leader::Node {
        fn incarnation(_: u16) -> u16 {
            0
        }
    }
}

fault! {
    /// A leader that has lost its disk gets no rows of the others, and does not ship its own old writes again.
    ShipsNothingAgain() of multi_leader::Node {
        fn hears(
            &mut self,
            _: At<'_, multi_leader::Node>,
            input: In<multi_leader::Node>,
            _: &mut Out<'_, multi_leader::Node>,
        ) -> Vec<In<multi_leader::Node>> {
            match input {
                Input::Message(_, multi_leader::Message::Rows(..)) => Vec::new(),
                other => vec![other],
            }
        }
    }
}
