//! Mutants of reads that carry a position of the log.

use super::{
    broken::{At, Does, Fault, In, fault},
    single,
};
use replicarium::{
    clock::VersionVector,
    id::NodeId,
    kv::Reply,
    replica::{Effect, Env, Input, Out},
    store::Sight,
};
use single::{Config, Node};
use std::rc::Rc;

fault! {
    /// A replica answers reads at once, whatever position they carry.
    IgnoresPositions() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            match input {
                Input::Request(operation, request, Some(_)) if !request.is_write() => {
                    vec![Input::Request(operation, request, Some(Rc::default()))]
                }
                input => vec![input],
            }
        }
    }
}

fault! {
    /// The position that a replica tells is one too low.
    TellsTheEarlierPosition() of Node {
        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            let Effect::Tell(operation, reply, sight) = effect else { return vec![effect] };
            let position = sight.context.of(&Config::LEADER).saturating_sub(1);
            let context = Rc::new(VersionVector::from_iter([(Config::LEADER, position)]));
            let sight = Rc::new(Sight { values: Vec::new(), context });
            vec![Effect::Tell(operation, reply, sight)]
        }
    }
}

fault! {
    /// Answers to reads tell no position.
    ReadsTellNothing() of Node {
        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            match effect {
                Effect::Tell(operation, reply @ Reply::Found(_), _) => {
                    vec![Effect::Reply(operation, reply)]
                }
                effect => vec![effect],
            }
        }
    }
}

fault! {
    /// A replica compares its own position with the one in the log of another partition.
    ComparesAnotherPartition() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            let Input::Request(operation, request, Some(context)) = input else { return vec![input] };
            let [first, second, third] = [Config::LEADER, NodeId(2), NodeId(4)];
            let others = [(first, second), (second, third), (third, first)];
            let context = others.map(|(log, other)| (log, context.of(&other)));
            let context = Some(Rc::new(VersionVector::from_iter(context)));
            vec![Input::Request(operation, request, context)]
        }
    }
}
