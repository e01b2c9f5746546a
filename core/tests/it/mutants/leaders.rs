//! What can be wrong where there are leaders.

use super::broken::{At, Does, Fault, In, fault};
use replicarium::{
    id::{OperationId, Term},
    kv::{Key, Reply, Request},
    protocol::{multi_leader as multi, single_leader as single},
    replica::{Effect, Env, Input, Out, Replica},
    store::Batch,
    time::Timestamp,
};
use std::collections::BTreeMap;

type Hears<R> = Vec<In<R>>;

fault! {
    /// A follower takes entries without looking at their position: it never asks for what it missed.
    SkipsThePosition() of single::Node {
        fn hears(&mut self, at: At<'_, single::Node>, input: In<single::Node>, _: &mut Out<'_, single::Node>) -> Hears<single::Node> {
            let held = at.view().log.len() as u64;
            vec![match input {
                Input::Message(from, single::Message::Append { term, batch: Batch { after, entries }, committed, .. }) => {
                    let after = if after > held { held } else { after };
                    let (batch, before) = (Batch { after, entries }, Term::numbered(u32::from(after > 0)));
                    Input::Message(from, single::Message::Append { term, batch, before, committed })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A follower applies again what it has applied already.
    AppliesTwice() of single::Node {
        fn hears(&mut self, at: At<'_, single::Node>, input: In<single::Node>, _: &mut Out<'_, single::Node>) -> Hears<single::Node> {
            let held = at.view().log.len() as u64;
            vec![match input {
                Input::Message(from, single::Message::Append { term, batch: Batch { after, entries }, committed, .. }) => {
                    let after = if entries.is_empty() { after } else { after.max(held) };
                    let (batch, before) = (Batch { after, entries }, Term::numbered(u32::from(after > 0)));
                    Input::Message(from, single::Message::Append { term, batch, before, committed })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A follower that has missed something throws its log away and asks for all of it. In the end it has
    /// everything: only who watches each step sees it go back.
    BeginsAnew() of single::Node {
        fn forgets(&mut self, at: At<'_, single::Node>, input: &In<single::Node>) -> bool {
            match input {
                Input::Message(_, single::Message::Append { batch, .. }) => batch.after > at.view().end(),
                _ => false,
            }
        }
    }
}

fault! {
    /// A follower loses the last entry of every batch.
    DropsAnEntry() of single::Node {
        fn hears(&mut self, _: At<'_, single::Node>, input: In<single::Node>, _: &mut Out<'_, single::Node>) -> Hears<single::Node> {
            vec![match input {
                Input::Message(from, single::Message::Append { term, mut batch, before, committed }) => {
                    batch.entries.pop();
                    Input::Message(from, single::Message::Append { term, batch, before, committed })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// The leader says "ok" at once and writes when it next has something to do.
    AnswersBeforeStoring(Vec<(OperationId, Request)>) of single::Node {
        fn hears(&mut self, _: At<'_, single::Node>, input: In<single::Node>, out: &mut Out<'_, single::Node>) -> Hears<single::Node> {
            let earlier = std::mem::take(&mut self.0);
            let mut inputs: Vec<_> = earlier.into_iter().map(|(id, it)| Input::Request(id, it, None)).collect();
            match input {
                Input::Request(id, request @ Request::Write(..), _) => {
                    out.reply(id, Reply::Written);
                    self.0.push((id, request));
                }
                other => inputs.push(other),
            }
            inputs
        }
    }
}

fault! {
    /// The log is in memory only.
    ForgetsItsLog() of single::Node {
        fn recovers(_: &single::Node, blank: &single::Node) -> single::Node {
            blank.recover()
        }
    }
}

fault! {
    /// A follower says "ok" to a write that it does not take.
    AcceptsWhatItRefuses() of single::Node {
        fn does(&mut self, _: Env<'_>, effect: Does<single::Node>) -> Vec<Does<single::Node>> {
            vec![match effect {
                Effect::Reply(id, Reply::Refused(_)) => Effect::Reply(id, Reply::Written),
                other => other,
            }]
        }
    }
}

fault! {
    /// The leader remembers what it answered to a read, and answers the same ever after.
    CachesReads((BTreeMap<Key, Reply>, BTreeMap<OperationId, Key>)) of single::Node {
        fn hears(&mut self, _: At<'_, single::Node>, input: In<single::Node>, _: &mut Out<'_, single::Node>) -> Hears<single::Node> {
            if let Input::Request(id, Request::Read(key), _) = input {
                self.0.1.insert(id, key);
            }
            vec![input]
        }

        fn does(&mut self, _: Env<'_>, effect: Does<single::Node>) -> Vec<Does<single::Node>> {
            vec![match effect {
                Effect::Reply(id, reply @ Reply::Found(_)) => {
                    let key = self.0.1.remove(&id);
                    let cached = key.map_or(reply, |key| *self.0.0.entry(key).or_insert(reply));
                    Effect::Reply(id, cached)
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// In a conflict, each leader keeps what it wrote itself.
    KeepsItsOwn() of multi::Node {
        fn hears(&mut self, _: At<'_, multi::Node>, input: In<multi::Node>, _: &mut Out<'_, multi::Node>) -> Hears<multi::Node> {
            vec![match input {
                Input::Message(from, multi::Message::Ship(mut batch)) => {
                    batch.entries.iter_mut().for_each(|entry| entry.stamp.time = Timestamp(i64::MIN));
                    Input::Message(from, multi::Message::Ship(batch))
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A leader does not answer who asks for what it missed.
    DoesNotResume() of multi::Node {
        fn hears(&mut self, _: At<'_, multi::Node>, input: In<multi::Node>, _: &mut Out<'_, multi::Node>) -> Hears<multi::Node> {
            match input {
                Input::Message(_, multi::Message::Resume { .. }) => Vec::new(),
                other => vec![other],
            }
        }
    }
}

fault! {
    /// Log and rows are in memory only.
    ForgetsEverything() of multi::Node {
        fn recovers(_: &multi::Node, blank: &multi::Node) -> multi::Node {
            blank.recover()
        }
    }
}
