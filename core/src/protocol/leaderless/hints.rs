//! Hinted handoff: writes kept for homes that did not answer.
//!
//! # Story
//! There are two ways. Both hand a hint off once the home is back, and drop it when the home has the write.
//!
//! - *Sloppy quorum*: if a home does not answer in time, the next node of the ring stands in for it, keeps the write as
//!   a hint, and counts. A read of the homes may miss the write although w + r > n.
//! - *Hints*: the coordinator itself keeps the hint, which counts for nothing. It keeps no new hint for a home that has
//!   been silent for longer than the window: such a home needs a repair.
//!
//! # Source
//! Sloppy quorum: DeCandia et al., *Dynamo* (SOSP 2007), §4.6; Kleppmann, *Designing Data-Intensive Applications*, ch. 5,
//! "Sloppy Quorums and Hinted Handoff". Hints: Apache Cassandra's manual, "Hints" (`max_hint_window`: hints are written
//! for a node that has been down for up to this time).
//!
//! # Invariants
//! I5 of the folder.
//!
//! # Not modelled
//! Failure detection: a holder offers hints until the home answers, and counts its silence from the oldest hint that it
//! keeps for it. A limit on the number of hints, their own time to live, and the level ANY, at which a hint counts. A
//! client's library keeps no hints.

use super::{
    Content, Context, Message, Node, Note, OperationId, Pending, Timer, config::Handoff, ring,
    view::HintView,
};
use crate::{
    hash::Fingerprint,
    id::{NodeId, NodeSet},
    kv::Key,
    time::{Duration, Timestamp},
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Interval at which hints are offered to their homes.
const OFFER: Duration = Duration::millis(100);

/// The hints that a node holds. Durable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hints(LiteMap<(NodeId, Key), Hint>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Hint {
    new: Content,
    /// Until when the holder keeps new hints for the same home, by its clock.
    until: Timestamp,
}

impl Hints {
    /// The contents of the hints for a key.
    pub fn of(&self, key: Key) -> impl Iterator<Item = &Content> {
        self.0.iter().filter(move |((_, other), _)| *other == key).map(|(_, hint)| &hint.new)
    }

    /// The keys of the hints.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.0.keys().map(|&(_, key)| key)
    }

    /// The view of the hints.
    pub fn describe(&self) -> Vec<HintView> {
        let view = |(&(home, key), hint): (&(NodeId, Key), &Hint)| {
            let newest = hint.new.newest();
            let (value, write) = (newest.value, newest.write);
            HintView { home, key, value, write, until: hint.until, version: hint.new.version() }
        };
        self.0.iter().map(view).collect()
    }
}

impl Hints {
    /// Takes out the hints whose home and key do not pass a test.
    pub fn take_unless(
        &mut self,
        cx: &mut Context<'_, Node>,
        stays: impl Fn(NodeId, Key) -> bool,
    ) -> Vec<(Key, Content)> {
        let mut taken = Vec::new();
        self.0.retain(|&(home, key), hint| {
            let stays = stays(home, key);
            if !stays {
                cx.out.note(Note::HintRedirected { write: hint.new.newest().write, home });
                taken.push((key, hint.new.clone()));
            }
            stays
        });
        taken
    }

    /// The end of the window in which new hints are kept for a home, if there is a hint for it.
    fn window(&self, home: NodeId) -> Option<Timestamp> {
        let of_home = self.0.iter().filter(|((other, _), _)| *other == home);
        of_home.map(|(_, hint)| hint.until).min()
    }
}

impl Node {
    /// Keeps a hint, and sets the timer to offer it.
    pub(super) fn keep_hint(
        &mut self,
        cx: &mut Context<'_, Self>,
        home: NodeId,
        key: Key,
        new: Content,
    ) {
        if self.hints.0.is_empty() {
            cx.out.timer(Timer::Handoff, OFFER);
        }
        cx.out.note(Note::Hinted { write: new.newest().write, home });
        let window = i64::from(cx.config.hint_window) * 1_000;
        let until = Timestamp(cx.env.clock.0.saturating_add(window));
        let until = self.hints.window(home).map_or(until, |first| first.min(until));
        match self.hints.0.get_mut(&(home, key)) {
            Some(hint) => _ = hint.new.merge(&new, cx.config.conflict),
            None => _ = self.hints.0.insert((home, key), Hint { new, until }),
        }
    }

    /// As the coordinator of a write, keeps a hint for each home that has not answered, unless it has been silent for
    /// too long.
    fn keep_own_hints(
        &mut self,
        cx: &mut Context<'_, Self>,
        missing: NodeSet,
        key: Key,
        new: &Content,
    ) {
        if cx.env.id.client().is_some() {
            return;
        }
        for home in missing.iter() {
            if self.hints.window(home).is_some_and(|until| until <= cx.env.clock) {
                cx.out.note(Note::NoHint { write: new.newest().write, home });
            } else {
                self.keep_hint(cx, home, key, new.clone());
            }
        }
    }

    /// Offers every hint to its home.
    pub(super) fn hand_off(&mut self, cx: &mut Context<'_, Self>) {
        for (&(home, key), hint) in &self.hints.0 {
            cx.out.send(home, Message::Handoff { key, new: hint.new.clone() });
        }
        self.wake_hints(cx);
    }

    /// Sets the timer to offer the remaining hints again.
    pub(super) fn wake_hints(&self, cx: &mut Context<'_, Self>) {
        if !self.hints.0.is_empty() {
            cx.out.timer(Timer::Handoff, OFFER);
        }
    }

    /// Drops a hint that its home has confirmed.
    pub(super) fn handed_off(
        &mut self,
        cx: &mut Context<'_, Self>,
        home: NodeId,
        key: Key,
        version: u64,
    ) {
        let hint = self.hints.0.get(&(home, key));
        let Some(hint) = hint.filter(|hint| Fingerprint::of(&hint.new) == version) else { return };
        cx.out.note(Note::HandedOff { write: hint.new.newest().write, home });
        self.hints.0.remove(&(home, key));
        if self.hints.0.is_empty() {
            cx.out.cancel(Timer::Handoff);
        }
    }

    /// Homes have not answered in time. In a sloppy quorum, asks the next nodes on the ring to stand in for them;
    /// otherwise the coordinator of a write keeps hints for them.
    pub(super) fn stand_in(&mut self, cx: &mut Context<'_, Self>, operation: OperationId) {
        let Some(pending) = self.pending.get_mut(&operation) else { return };
        pending.may_stand_in = false;
        let key = pending.request.key();
        let missing = pending.homes.without(pending.answered);
        let content = pending.content.clone().filter(|_| pending.request.is_write());
        if cx.config.handoff == Handoff::Sloppy {
            let pairs = pending.pair(cx, missing);
            self.ask_stand_ins(cx, operation, key, content, &pairs);
        } else if let Some(new) = content {
            self.keep_own_hints(cx, missing, key, &new);
        }
        self.end_if_told(cx, operation);
    }

    fn ask_stand_ins(
        &mut self,
        cx: &mut Context<'_, Self>,
        operation: OperationId,
        key: Key,
        content: Option<Content>,
        pairs: &[(NodeId, NodeId)],
    ) {
        for &(home, by) in pairs {
            cx.out.note(Note::StandsIn { operation, home, by });
            let own = by == cx.env.id;
            match content.clone() {
                Some(new) if own => self.keep_hint(cx, home, key, new),
                Some(new) => cx.out.send(by, Message::Hint { operation, home, key, new }),
                None if own => {}
                None => cx.out.send(by, Message::Fetch { operation, key }),
            }
            if own {
                let held = if content.is_some() { None } else { self.held(cx.config, key) };
                self.answer(cx, operation, by, held);
            }
        }
    }
}

impl Pending {
    /// Pairs each missing home with the next node on the ring in its data centre. Those of the coordinator's own centre
    /// count.
    fn pair(&mut self, cx: &Context<'_, Node>, missing: NodeSet) -> Vec<(NodeId, NodeId)> {
        let (homes, centre) = (self.homes, |node| cx.config.centre(node));
        let walk = ring::Walk::from(self.request.key(), cx.env.members);
        let mut others: Vec<NodeId> = walk.filter(|&node| !homes.contains(node)).collect();
        let next_to = |home: NodeId| {
            let place = others.iter().position(|&by| centre(by) == centre(home))?;
            Some((home, others.remove(place)))
        };
        let pairs: Vec<(NodeId, NodeId)> = missing.iter().filter_map(next_to).collect();
        self.stand_ins = pairs.iter().map(|&(_, by)| by).collect();
        let near = self.stand_ins.iter().filter(|&by| centre(by) == centre(cx.env.id));
        self.counted = self.counted.iter().chain(near).collect();
        pairs
    }
}
