//! Mutants of several leaders.

use super::{
    broken::{At, Does, Fault, In, fault},
    multi::{Entry, Message, Node},
};
use replicarium::{
    clock::VersionVector,
    id::NodeId,
    kv::Reply,
    replica::{Effect, Env, Input, Out},
    time::Timestamp,
};
use std::{collections::BTreeMap, rc::Rc};

/// An input in which every entry is changed.
fn each(input: In<Node>, change: impl Fn(&mut Entry)) -> Vec<In<Node>> {
    vec![match input {
        Input::Message(from, Message::Ship(mut parcel)) => {
            parcel.entries.iter_mut().for_each(|(_, entry)| change(entry));
            Input::Message(from, Message::Ship(parcel))
        }
        other => other,
    }]
}

fault! {
    /// A leader applies a write without waiting for those that its author had applied.
    DeliversWithoutCauses() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            each(input, |entry| entry.causes = None)
        }
    }
}

fault! {
    /// A leader waits for a write that its author has not made.
    WaitsForTheNext() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            each(input, |entry| {
                let mut causes = entry.causes.clone().unwrap_or_default();
                causes.count(entry.stamp.node);
                entry.causes = Some(causes);
            })
        }
    }
}

fault! {
    /// A leader ships its own writes only.
    PassesNothingOn() of Node {
        fn does(&mut self, env: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            vec![match effect {
                Effect::Send(to, Message::Ship(mut parcel)) => {
                    parcel.entries.retain(|(_, entry)| entry.stamp.node == env.id);
                    Effect::Send(to, Message::Ship(parcel))
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A leader believes that every entry has passed the leader after it.
    MistakesWhoPassed() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            let next = at.view().peers().first().map_or(NodeId(0), |it| it.peer);
            each(input, |entry| entry.passed.insert(next))
        }
    }
}

fault! {
    /// Of concurrent writes, the one that arrives last wins.
    ResolvesByArrival() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            each(input, |entry| entry.stamp.time = Timestamp(i64::MAX / 2))
        }
    }
}

fault! {
    /// A leader forgets what the author of a write had seen.
    ForgetsTheContext() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            each(input, |entry| entry.context = Rc::new(VersionVector::default()))
        }
    }
}

fault! {
    /// A leader numbers rows from 1, whatever the offset and the step.
    CountsFromOne(BTreeMap<u32, u32>) of Node {
        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            vec![match effect {
                Effect::Reply(operation, Reply::Inserted(number)) => {
                    let next = self.0.len() as u32 + 1;
                    Effect::Reply(operation, Reply::Inserted(*self.0.entry(number).or_insert(next)))
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A leader answers a write before the others have it, although it is to detect conflicts first.
    AnswersFirst() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Vec<In<Node>> {
            if let Input::Request(operation, request, _) = &input
                && request.is_write()
            {
                out.reply(*operation, Reply::Written);
            }
            vec![input]
        }
    }
}

fault! {
    /// A leader tells the others who has seen what, and ships no updates.
    ShipsNoUpdates() of Node {
        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            match effect {
                Effect::Send(_, Message::Merge(_, shipment)) if shipment.news.is_some() => vec![],
                other => vec![other],
            }
        }
    }
}

fault! {
    /// A leader acknowledges an update that it does not take.
    AcknowledgesWithoutTaking() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Vec<In<Node>> {
            match input {
                Input::Request(operation, request, _) if request.update().is_some() => {
                    out.reply(operation, Reply::Written);
                    vec![]
                }
                other => vec![other],
            }
        }
    }
}
