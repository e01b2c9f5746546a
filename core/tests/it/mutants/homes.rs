//! Mutants of hints, of homes that change, and of tombstones that expire.

use super::broken::{At, Does, Fault, In, fault};
use replicarium::{
    hash::Fingerprint,
    id::{NodeId, OperationId},
    kv::Key,
    note,
    protocol::leaderless::{Bootstrap, Config, Message, Node, Note, Timer},
    replica::{Change, Effect, Env, Input, Out},
    time::{Duration, DurationRange},
};

type Hears = Vec<In<Node>>;

/// A message by which a home confirms a hint.
fn confirms(&(home, key, version): &(NodeId, Key, u64)) -> In<Node> {
    Input::Message(home, Message::HandedOff { key, version })
}

/// The hint that an effect offers to its home.
fn offered(effect: &Does<Node>) -> Option<(NodeId, Key, u64)> {
    match effect {
        Effect::Send(home, Message::Handoff { key, new }) => {
            Some((*home, *key, Fingerprint::of(new)))
        }
        _ => None,
    }
}

fault! {
    /// A node that keeps hints for a home which leaves drops what it holds, although it is a home itself now.
    DropsWithItsHome() of Node {
        fn forgets(&mut self, at: At<'_, Node>, input: &In<Node>) -> bool {
            let Input::Members(Change::Left(left)) = input else { return false };
            at.view().hints().iter().any(|hint| hint.home == *left)
        }
    }
}

fault! {
    /// The window limits how long a hint is kept, not for how long new ones are.
    DropsAnOldHint(Vec<(NodeId, Key, u64)>) of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            let mut inputs = Vec::new();
            if let Input::Timeout(Timer::Handoff) = &input {
                let view = at.view();
                let old = view.hints().iter().filter(|hint| hint.until <= at.env.clock);
                let old: Vec<(NodeId, Key)> = old.map(|hint| (hint.home, hint.key)).collect();
                inputs.extend(self.0.iter().filter(|&&(home, key, _)| old.contains(&(home, key))).map(confirms));
            }
            inputs.push(input);
            inputs
        }

        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            self.0.extend(offered(&effect));
            vec![effect]
        }
    }
}

fault! {
    /// A coordinator counts a hint that it keeps itself as the answer of the home.
    CountsItsOwnHint(Vec<(NodeId, OperationId)>) of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            let answer = |(home, operation)| Input::Message(home, Message::Stored { operation });
            self.0.drain(..).map(answer).chain([input]).collect()
        }

        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            if let Effect::Note(note::Note::Leaderless(Note::Hinted { write, home })) = effect {
                self.0.push((home, write));
            }
            vec![effect]
        }
    }
}

fault! {
    /// Anti-entropy compares all rows, of whichever home.
    ComparesForeignKeys() of Node {
        fn sees(&self, at: At<'_, Node>, input: &In<Node>) -> Config {
            let compares = matches!(input, Input::Timeout(Timer::Compare) | Input::Message(_, Message::Compare { .. }));
            let n = if compares { at.env.members.len() as u16 } else { at.config.n };
            Config { n, ..at.config.clone() }
        }
    }
}

fault! {
    /// Anti-entropy hands back tombstones whose grace period is over, and takes them.
    HandsBackWhatExpired() of Node {
        fn sees(&self, at: At<'_, Node>, input: &In<Node>) -> Config {
            let grace = match input {
                Input::Timeout(Timer::Compare) | Input::Message(_, Message::Compare { .. } | Message::Rows { .. }) => 0,
                _ => at.config.grace,
            };
            Config { grace, ..at.config.clone() }
        }
    }
}

fault! {
    /// Each delete puts the sweep off by the whole grace period.
    PutsOffTheSweep(u32) of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            self.0 = at.config.grace;
            vec![input]
        }

        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            vec![match effect {
                Effect::SetTimer(Timer::Sweep, _) => {
                    let grace = Duration::millis(self.0.into());
                    Effect::SetTimer(Timer::Sweep, DurationRange { min: grace, max: grace })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A new home answers reads before it has the rows of its keys.
    AnswersWithoutItsRows() of Node {
        fn config(config: &Config) -> Config {
            Config { bootstrap: Bootstrap::Off, ..config.clone() }
        }
    }
}

fault! {
    /// A new home that waits for rows itself gives another one what it has as if that were all.
    VouchesForWhatItLacks() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            vec![match input {
                Input::Message(from, Message::Moved { rows, .. }) => {
                    Input::Message(from, Message::Moved { epoch: at.env.epoch, rows })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A node that has ceased to be a home answers a read with what it has left.
    AnswersAsAFormerHome() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Hears {
            match input {
                Input::Message(from, Message::Fetch { operation, key })
                    if !at.view().rows.iter().any(|row| row.key == key) =>
                {
                    out.send(from, Message::Fetched { operation, held: None });
                    Vec::new()
                }
                other => vec![other],
            }
        }
    }
}

fault! {
    /// A home that has lost its disk gives its writes the dots that it gave before.
    NamesItsWritesAgain() of Node {
        fn incarnation(_: u16) -> u16 {
            0
        }
    }
}
