//! Mutants of synchronous replication, new followers and sentinels.

use super::broken::{At, Does, Fault, In, fault};
use replicarium::{
    id::NodeId,
    kv::{Found, Reply, Request},
    note,
    protocol::single_leader::{Config, Message, Node, Note, Replication, Timer},
    replica::{Effect, Env, Input, Out},
};

type Hears = Vec<In<Node>>;

fault! {
    /// A follower that has just joined answers from the rows that it has.
    AnswersBeforeItIsComplete() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Hears {
            match input {
                Input::Request(operation, Request::Read(key), _) => {
                    let rows = at.view().rows;
                    let row = rows.iter().find(|row| row.key == key);
                    let found = row.map(|row| Found { value: row.value, write: row.write });
                    out.reply(operation, Reply::Found(found));
                    Vec::new()
                }
                other => vec![other],
            }
        }
    }
}

/// The settings of a leader that waits for nobody.
fn alone(config: &Config) -> Config {
    Config { replication: Replication::Asynchronous, ..config.clone() }
}

fault! {
    /// A leader that has gone on alone stays alone, whoever is back.
    StaysAlone(bool) of Node {
        fn sees(&self, at: At<'_, Node>, _: &In<Node>) -> Config {
            if self.0 { alone(at.config) } else { at.config.clone() }
        }

        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            self.0 |= matches!(effect, Effect::Note(note::Note::SingleLeader(Note::GoesOnAlone)));
            vec![effect]
        }
    }
}

fault! {
    /// A leader that gives up one synchronous follower waits for no other one, either.
    GivesUpAll(bool) of Node {
        fn sees(&self, at: At<'_, Node>, _: &In<Node>) -> Config {
            if self.0 { alone(at.config) } else { at.config.clone() }
        }

        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            self.0 |= matches!(effect, Effect::Note(note::Note::SingleLeader(Note::GivesUp { .. })));
            vec![effect]
        }
    }
}

fault! {
    /// A leader waits for nobody once the listed synchronous followers have left.
    SkipsWhoLeft() of Node {
        fn sees(&self, at: At<'_, Node>, _: &In<Node>) -> Config {
            let members = at.env.members;
            let listed = at.config.synchronous;
            if !listed.is_empty() && listed.and(members).is_empty() { alone(at.config) } else { at.config.clone() }
        }
    }
}

fault! {
    /// A sentinel for which another one's "I find it down" counts for ever, whatever the other one says later.
    NeverForgets(Vec<(NodeId, NodeId)>) of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            match input {
                Input::Message(from, Message::Down { leader, down: true }) => {
                    self.0.push((from, leader));
                    vec![input]
                }
                Input::Message(from, Message::Down { leader, .. }) if self.0.contains(&(from, leader)) => Vec::new(),
                Input::Timeout(Timer::Watch) => {
                    let down = |&(from, leader): &_| Input::Message(from, Message::Down { leader, down: true });
                    [input].into_iter().chain(self.0.iter().map(down)).collect()
                }
                other => vec![other],
            }
        }
    }
}

fault! {
    /// A sentinel takes what it finds itself for what a quorum of the sentinels finds.
    ActsAlone() of Node {
        fn config(config: &Config) -> Config {
            Config { sentinel_quorum: 1, ..config.clone() }
        }
    }
}
