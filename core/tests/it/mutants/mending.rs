//! What can be wrong in the mending of what replicas missed, in the keeping of siblings and in deletes.

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
    /// A replica says that it is repaired, and is not.
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
    /// A coordinator repairs with the oldest that it has heard of.
    RepairsWithTheOlder(BTreeMap<Key, Content>) of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            if let Input::Message(_, Message::Store { key, new, .. }) = &input {
                self.0.entry(*key).or_insert_with(|| new.clone());
            }
            vec![input]
        }

        fn does(&mut self, _: Env<'_>, effect: Does<Node>) -> Vec<Does<Node>> {
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
    /// Of two writes with equal times a replica keeps the one that came first.
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
    /// A home says that it has what was kept for it, and stores nothing.
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
    /// Who stood in drops a hint as soon as it has offered it.
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
    /// Hints are kept for no time at all.
    ExpiresHintsAtOnce() of Node {
        fn config(config: &Config) -> Config {
            Config { hint_window: 0, ..config.clone() }
        }
    }
}

fault! {
    /// A coordinator takes everything that it holds for seen by the writer: a sibling is dropped.
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
    /// Of every two hashes only the left one is compared.
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
    /// The walk through the tree ends with nothing: no rows are sent.
    SendsNoRows() of Node {
        fn does(&mut self, _: Env<'_>, effect: Does<Node>) -> Vec<Does<Node>> {
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
    /// A replica says that it stored a tombstone, and keeps the value.
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
    /// Tombstones are forgotten as soon as they can be.
    ForgetsTombstonesAtOnce() of Node {
        fn config(config: &Config) -> Config {
            Config { grace: 1, ..config.clone() }
        }
    }
}
