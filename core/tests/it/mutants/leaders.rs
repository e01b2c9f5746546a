//! Mutants of the protocols with leaders.

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
    /// A follower appends entries without checking their position: it never asks for missing ones.
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
    /// A follower that misses entries takes only the last one of those that it is sent.
    TakesTheLastEntry() of single::Node {
        fn hears(&mut self, _: At<'_, single::Node>, input: In<single::Node>, _: &mut Out<'_, single::Node>) -> Hears<single::Node> {
            vec![match input {
                Input::Message(from, single::Message::Append { term, mut batch, before, committed }) => {
                    let first = batch.entries.len().saturating_sub(1);
                    batch.entries.drain(..first);
                    Input::Message(from, single::Message::Append { term, batch, before, committed })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A follower appends entries twice.
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
    /// A follower with a gap discards its log and asks for all of it. It ends with the whole log: the violation shows only
    /// in between.
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
    /// A leader acknowledges a write at once, and appends it at its next input.
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
    /// The log is not durable.
    ForgetsItsLog() of single::Node {
        fn recovers(_: &single::Node, blank: &single::Node) -> single::Node {
            blank.recover()
        }
    }
}

fault! {
    /// A follower acknowledges a write that it refuses.
    AcceptsWhatItRefuses() of single::Node {
        fn does(&mut self, _: Env, effect: Does<single::Node>) -> Vec<Does<single::Node>> {
            vec![match effect {
                Effect::Reply(id, Reply::Refused(_)) => Effect::Reply(id, Reply::Written),
                other => other,
            }]
        }
    }
}

fault! {
    /// A leader caches its answer to a read for ever.
    CachesReads((BTreeMap<Key, Reply>, BTreeMap<OperationId, Key>)) of single::Node {
        fn hears(&mut self, _: At<'_, single::Node>, input: In<single::Node>, _: &mut Out<'_, single::Node>) -> Hears<single::Node> {
            if let Input::Request(id, Request::Read(key), _) = input {
                self.0.1.insert(id, key);
            }
            vec![input]
        }

        fn does(&mut self, _: Env, effect: Does<single::Node>) -> Vec<Does<single::Node>> {
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
    /// In a conflict, each leader keeps its own write.
    KeepsItsOwn() of multi::Node {
        fn hears(&mut self, _: At<'_, multi::Node>, input: In<multi::Node>, _: &mut Out<'_, multi::Node>) -> Hears<multi::Node> {
            vec![match input {
                Input::Message(from, multi::Message::Ship(mut batch)) => {
                    batch.entries.iter_mut().for_each(|(_, entry)| entry.stamp.time = Timestamp(i64::MIN));
                    Input::Message(from, multi::Message::Ship(batch))
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A leader takes entries without asking for those between.
    SkipsAnEntry() of multi::Node {
        fn hears(&mut self, at: At<'_, multi::Node>, input: In<multi::Node>, _: &mut Out<'_, multi::Node>) -> Hears<multi::Node> {
            vec![match input {
                Input::Message(from, multi::Message::Ship(mut batch)) => {
                    let peer = at.view().peers().iter().find(|it| it.peer == from).map_or(0, |it| it.applied);
                    batch.after = batch.after.min(peer);
                    Input::Message(from, multi::Message::Ship(batch))
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A leader ignores requests for missing entries.
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
    /// Log and rows are not durable.
    ForgetsEverything() of multi::Node {
        fn recovers(_: &multi::Node, blank: &multi::Node) -> multi::Node {
            blank.recover()
        }
    }
}
