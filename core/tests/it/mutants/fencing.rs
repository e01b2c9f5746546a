//! Mutants of fencing by switching off.

use super::broken::{At, Does, Fault, In, fault};
use replicarium::{
    id::Term,
    protocol::single_leader::{Config, Message, Node, Promotion},
    replica::{Effect, Env, Input, Out},
};

/// A new leader takes the order to a power switch for its confirmation.
fn hurried(config: &Config) -> Config {
    Config { promotion: Promotion::AtOnce, ..config.clone() }
}

fault! {
    /// A promotion does not wait for the confirmation, whatever the setting is.
    DoesNotWaitUntilOff() of Node {
        fn config(config: &Config) -> Config {
            hurried(config)
        }
    }
}

/// No leader says so: it stands for an order to a node itself.
const ORDER: Message = Message::Stale { term: Term::numbered(0) };

fault! {
    /// The order travels on the link to the node that it is for, which is to switch itself off, and is taken for done.
    OrdersOverTheLink() of Node {
        fn config(config: &Config) -> Config {
            hurried(config)
        }

        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Vec<In<Node>> {
            if let Input::Message(_, message) = &input
                && *message == ORDER
            {
                out.halt();
                return Vec::new();
            }
            vec![input]
        }

        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            vec![match effect {
                Effect::PowerOff(node) => Effect::Send(node, ORDER),
                other => other,
            }]
        }
    }
}
