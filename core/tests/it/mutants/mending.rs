//! Mutants of read repair, handoff, anti-entropy, siblings and deletes.

use super::broken::{At, Does, Fault, In, fault};
use replicarium::{
    hash::Fingerprint,
    id::NodeId,
    kv::Key,
    protocol::leaderless::{Config, Content, Handoff, Message, Node, Timer},
    replica::{Effect, Env, Input, Out},
    view::Version,
};
use std::{collections::BTreeMap, rc::Rc};

type Hears = Vec<In<Node>>;

fault! {
    /// A replica acknowledges a repair and ignores it.
    SaysRepaired() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Hears {
            match input {
                Input::Message(from, Message::Repair { operation, .. }) => {
                    out.send(from, Message::Repaired { operation });
                    Vec::new()
                }
                other => vec![other],
            }
        }
    }
}

fault! {
    /// A coordinator repairs with the oldest value that it was sent.
    RepairsWithTheOlder(BTreeMap<Key, Content>) of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            if let Input::Message(_, Message::Store { key, new, .. }) = &input {
                self.0.entry(*key).or_insert_with(|| new.clone());
            }
            vec![input]
        }

        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            vec![match effect {
                Effect::Send(to, Message::Repair { operation, key, new }) => {
                    let new = self.0.get(&key).cloned().unwrap_or(new);
                    Effect::Send(to, Message::Repair { operation, key, new })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// Of two writes with equal timestamps a replica keeps the one that arrived first.
    KeepsTheFirstOfEquals() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Hears {
            match input {
                Input::Message(from, Message::Store { operation, key, new: Content::Newest(new) })
                    if at.view().rows.iter().any(|row| {
                        row.key == key && matches!(row.version, Version::Stamp(held) if held.time == new.stamp.time)
                    }) =>
                {
                    out.send(from, Message::Stored { operation });
                    Vec::new()
                }
                other => vec![other],
            }
        }
    }
}

fault! {
    /// A hint counts towards w as if its home had answered.
    CountsAHintAsHome() of Node {
        fn config(config: &Config) -> Config {
            Config { handoff: Handoff::Sloppy, ..config.clone() }
        }
    }
}

fault! {
    /// A home acknowledges a hint and stores nothing.
    SaysItHasIt() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Hears {
            match input {
                Input::Message(from, Message::Handoff { key, new }) => {
                    out.send(from, Message::HandedOff { key, version: Fingerprint::of(&new) });
                    Vec::new()
                }
                other => vec![other],
            }
        }
    }
}

fault! {
    /// A stand-in drops a hint as soon as it has offered it.
    DropsTheHintUnheard(Vec<(NodeId, Key, u64)>) of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            if let Input::Message(_, Message::Hint { home, key, new, .. }) = &input {
                self.0.push((*home, *key, Fingerprint::of(new)));
            }
            let offers = matches!(input, Input::Timeout(Timer::Handoff));
            let mut inputs = vec![input];
            if offers {
                let heard = |(home, key, version)| Input::Message(home, Message::HandedOff { key, version });
                inputs.extend(self.0.drain(..).map(heard));
            }
            inputs
        }
    }
}

fault! {
    /// A stand-in acknowledges a hint and does not keep it.
    KeepsNoHint() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Hears {
            match input {
                Input::Message(from, Message::Hint { operation, .. }) => {
                    out.send(from, Message::Stored { operation });
                    Vec::new()
                }
                other => vec![other],
            }
        }
    }
}

fault! {
    /// A coordinator treats all its siblings as read by the writer, and drops them.
    TakesAllForSeen() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            vec![match input {
                Input::Request(operation, request, context) => {
                    let rows = at.view().rows;
                    let seen = rows.iter().find(|row| row.key == request.key()).and_then(|row| match &row.version {
                        Version::Siblings(_, seen) => Some(Rc::new(seen.clone())),
                        _ => None,
                    });
                    Input::Request(operation, request, seen.or(context))
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// Anti-entropy compares only the left one of two hashes.
    ComparesTheLeftHalf() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            vec![match input {
                Input::Message(from, Message::Compare { mut hashes }) => {
                    hashes.retain(|&(node, _)| node == 0 || node % 2 == 1);
                    Input::Message(from, Message::Compare { hashes })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// Anti-entropy finds differences and sends no rows.
    SendsNoRows() of Node {
        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            vec![match effect {
                Effect::Send(to, Message::Rows { leaves, back, .. }) => {
                    Effect::Send(to, Message::Rows { leaves, rows: Vec::new(), back })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A replica acknowledges a tombstone, and keeps the value.
    IgnoresATombstone() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Hears {
            match input {
                Input::Message(from, Message::Store { operation, new: Content::Newest(new), .. })
                    if new.value.is_tombstone() =>
                {
                    out.send(from, Message::Stored { operation });
                    Vec::new()
                }
                Input::Message(from, Message::Rows { leaves, mut rows, back }) => {
                    rows.retain(|(_, it)| !matches!(it, Content::Newest(it) if it.value.is_tombstone()));
                    vec![Input::Message(from, Message::Rows { leaves, rows, back })]
                }
                other => vec![other],
            }
        }
    }
}

fault! {
    /// Tombstones are dropped at once.
    ForgetsTombstonesAtOnce() of Node {
        fn config(config: &Config) -> Config {
            Config { grace: 1, ..config.clone() }
        }
    }
}
