//! Hinted handoff: writes kept for homes that did not answer.
//!
//! # Story
//! If a home does not answer in time, the next node of the ring keeps the write as a hint for it. The node
//! hands the hint off once the home is back, or drops it when it expires. In a sloppy quorum a stand-in's
//! answer counts, so a read of the homes may miss the write although w + r > n.
//!
//! # Source
//! DeCandia et al., *Dynamo* (SOSP 2007), §4.6; Kleppmann, *Designing Data-Intensive Applications*, ch. 5,
//! "Sloppy Quorums and Hinted Handoff"; Apache Cassandra's hints, which do not count.
//!
//! # Invariants
//! I5 of the folder.
//!
//! # Not modelled
//! Failure detection: a holder offers hints until the home answers. A limit on the number of hints.

use super::{
    Content, Context, Message, Node, Note, OperationId, Timer, config::Handoff, ring,
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
    /// When it expires, by the holder's clock.
    until: Timestamp,
}

impl Hints {
    /// The contents of the hints for a key.
    pub fn of(&self, key: Key) -> impl Iterator<Item = &Content> {
        self.0.iter().filter(move |((_, other), _)| *other == key).map(|(_, hint)| &hint.new)
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
        let until =
            Timestamp(cx.env.clock.0.saturating_add(i64::from(cx.config.hint_window) * 1_000));
        match self.hints.0.get_mut(&(home, key)) {
            Some(hint) => {
                hint.new.merge(&new, cx.config.conflict);
                hint.until = until;
            }
            None => _ = self.hints.0.insert((home, key), Hint { new, until }),
        }
    }

    /// Offers every hint to its home. Drops hints that have expired or whose home is no longer a member.
    pub(super) fn hand_off(&mut self, cx: &mut Context<'_, Self>) {
        self.hints.0.retain(|&(home, _), hint| {
            let stays = hint.until > cx.env.clock && cx.env.members.contains(&home);
            if !stays {
                cx.out.note(Note::HintExpired { write: hint.new.newest().write, home });
            }
            stays
        });
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

    /// Asks the next nodes on the ring to stand in for homes that have not answered. A read does so only in
    /// a sloppy quorum.
    pub(super) fn stand_in(&mut self, cx: &mut Context<'_, Self>, operation: OperationId) {
        let Some(pending) = self.pending.get_mut(&operation) else { return };
        pending.may_stand_in = false;
        let key = pending.request.key();
        let missing = pending.homes.without(pending.answered);
        let homes = pending.homes;
        let others = ring::Walk::from(key, cx.env.members).filter(|&node| !homes.contains(node));
        let sloppy = cx.config.handoff == Handoff::Sloppy;
        let mut others: Vec<NodeId> = others.collect();
        let mut next_to = |home: NodeId| {
            let near = |by: &NodeId| cx.config.centre(*by) == cx.config.centre(home);
            let place = others.iter().position(near)?;
            Some((home, others.remove(place)))
        };
        let pairs: Vec<(NodeId, NodeId)> = match pending.request.is_write() || sloppy {
            true => missing.iter().filter_map(&mut next_to).collect(),
            false => Vec::new(),
        };
        let stand_ins: NodeSet = pairs.iter().map(|&(_, by)| by).collect();
        pending.stand_ins = stand_ins;
        if sloppy {
            let near =
                stand_ins.iter().filter(|&by| cx.config.centre(by) == cx.config.centre(cx.env.id));
            near.for_each(|by| pending.counted.insert(by));
        }
        let content = pending.content.clone().filter(|_| pending.request.is_write());
        for (home, by) in pairs {
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
        self.end_if_told(cx, operation);
    }
}
