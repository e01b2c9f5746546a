//! Mutants of the leaderless protocol.

use super::broken::{At, Fault, In, fault};
use replicarium::{
    protocol::leaderless::{Config, Content, Message, Node},
    replica::{Env, Input, Out, Replica},
    time::Timestamp,
};

fault! {
    /// A read is answered at r − 1.
    ReadsAtOneLess() of Node {
        fn config(config: &Config) -> Config {
            let mut config = config.clone();
            config.r -= 1;
            config
        }
    }
}

fault! {
    /// A write is answered at w − 1.
    WritesAtOneLess() of Node {
        fn config(config: &Config) -> Config {
            let mut config = config.clone();
            config.w -= 1;
            config
        }
    }
}

fault! {
    /// A coordinator counts one answer to a write as that of every replica.
    CountsOneForAll() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            match input {
                Input::Message(_, Message::Stored { operation }) => {
                    // Once for each replica.
                    let all = at.env.members.iter().map(|from| Input::Message(from, Message::Stored { operation }));
                    all.collect()
                }
                other => vec![other],
            }
        }
    }
}

fault! {
    /// A coordinator ignores the answers to a read, and returns its own value.
    IgnoresAnswers() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            vec![match input {
                Input::Message(from, Message::Fetched { operation, .. }) => {
                    Input::Message(from, Message::Fetched { operation, held: None })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A replica ignores newer writes.
    KeepsTheOlder() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            vec![match input {
                Input::Message(from, Message::Store { operation, key, new: Content::Newest(mut new) }) => {
                    let older = at.view().rows.iter().any(|row| row.key == key && row.write != new.write);
                    if older {
                        new.stamp.time = Timestamp(i64::MIN);
                    }
                    Input::Message(from, Message::Store { operation, key, new: Content::Newest(new) })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A replica keeps the write that arrives last.
    KeepsTheLast() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            let Env { clock, .. } = at.env;
            vec![match input {
                Input::Message(from, Message::Store { operation, key, new: Content::Newest(mut new) }) => {
                    let rows = at.view().rows;
                    let newest = rows.iter().filter_map(|row| match row.version {
                        replicarium::view::Version::Stamp(stamp) => Some(stamp.time.next()),
                        _ => None,
                    });
                    new.stamp.time = newest.max().map_or(clock, |newest| newest.max(clock));
                    Input::Message(from, Message::Store { operation, key, new: Content::Newest(new) })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A replica says "stored" and stores nothing.
    SaysStored() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Vec<In<Node>> {
            match input {
                Input::Message(from, Message::Store { operation, .. }) => {
                    out.send(from, Message::Stored { operation });
                    Vec::new()
                }
                other => vec![other],
            }
        }
    }
}

fault! {
    /// Rows are not durable.
    ForgetsItsRows() of Node {
        fn recovers(_: &Node, blank: &Node) -> Node {
            blank.recover()
        }
    }
}
