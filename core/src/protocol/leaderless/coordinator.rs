//! The coordinator: sends a request to all n homes, replies after w or r answers, times out, repairs stale replicas.
//!
//! # Story
//! A node of the cluster, or a client's own library, sends a request to every home of the key and counts the
//! answers. It replies to the client once the quorum is reached, or reports after a timeout that the outcome is
//! unknown. Depending on the setting, stale replicas that a read finds are not repaired, or repaired after or
//! before the reply.
//!
//! # Source
//! DeCandia et al., *Dynamo* (SOSP 2007), §4.5 (get and put) and §5 (coordination by clients); Kleppmann,
//! *Designing Data-Intensive Applications*, ch. 5, "Reading and writing quorums"; Apache Cassandra's manual
//! on read repair (`BLOCKING`, `NONE`).
//!
//! # Invariants
//! I2, I3 and I4 of the folder.
//!
//! # Not modelled
//! Requests to fewer than n replicas at first, speculative retries, digests instead of values.

use super::{
    Config, Content, Context, Message, Node, Note, OperationId, Request, Stored, Timer,
    config::{Conflict, Handoff, ReadRepair},
    ring,
};
use crate::{
    clock::{Stamp, VersionVector},
    id::{NodeId, NodeSet},
    kv::{Key, Reply},
    store::CausalContext,
    time::Duration,
    view::Waiting,
};

/// The stage of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    /// Waiting for the quorum.
    Asking,
    /// A read has its quorum, and waits until the replicas that answered are repaired.
    Repairing,
    /// The client has the reply. The coordinator waits for the remaining replicas, to repair them.
    Told,
}

/// An operation that waits for answers. Volatile.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pending {
    pub(super) request: Request,
    /// The content that a write stores, or the newest that a read has found so far.
    pub(super) content: Option<Content>,
    pub(super) homes: NodeSet,
    /// Nodes asked to stand in for the key's homes.
    pub(super) stand_ins: NodeSet,
    /// Nodes whose answers count towards the quorum.
    pub(super) counted: NodeSet,
    pub(super) answered: NodeSet,
    /// Nodes that answered a read with older content and have not confirmed a repair.
    pub(super) stale: NodeSet,
    pub(super) needed: u16,
    pub(super) stage: Stage,
    /// Whether the stand-in timer is running.
    pub(super) may_stand_in: bool,
}

impl Pending {
    fn new(
        config: &Config,
        request: Request,
        content: Option<Content>,
        homes: NodeSet,
        counted: NodeSet,
    ) -> Self {
        Self {
            request,
            content,
            homes,
            stand_ins: NodeSet::default(),
            counted,
            answered: NodeSet::default(),
            stale: NodeSet::default(),
            needed: if request.is_write() { config.w } else { config.r },
            stage: Stage::Asking,
            may_stand_in: config.handoff != Handoff::Off,
        }
    }

    /// Whether the operation continues after the reply to the client.
    fn waits(&self, config: &Config) -> bool {
        if self.request.is_write() {
            self.may_stand_in
        } else {
            config.repair == ReadRepair::Asynchronous
        }
    }

    pub(super) const fn answers(&self) -> u16 {
        self.answered.and(self.counted).len() as u16
    }

    /// The view of the operation.
    pub fn describe(&self, operation: OperationId) -> Waiting {
        let asked: NodeSet = self.homes.iter().chain(self.stand_ins.iter()).collect();
        Waiting {
            operation,
            request: self.request,
            answers: self.answers(),
            needed: self.needed,
            asked: asked.iter().map(|node| (node, self.answered.contains(node))).collect(),
            answered: self.stage == Stage::Told,
        }
    }

    /// Merges a replica's answer to a read.
    fn find(&mut self, config: &Config, from: NodeId, held: Option<&Content>) {
        let (Some(content), Some(held)) = (&mut self.content, held) else {
            if held.is_some() {
                // The first replica that has the key. Those that answered before it are stale.
                self.stale = self.answered;
                self.stale.remove(from);
                self.content = held.cloned();
            } else if self.content.is_some() {
                self.stale.insert(from);
            }
            return;
        };
        if content.merge(held, config.conflict) {
            self.stale = self.answered;
            self.stale.remove(from);
        }
        if content != held {
            self.stale.insert(from);
        }
    }
}

impl Node {
    /// Sends the request to every home of the key. A coordinator that is a home answers itself at once.
    pub(super) fn coordinate(
        &mut self,
        cx: &mut Context<'_, Self>,
        operation: OperationId,
        request: Request,
        context: CausalContext,
    ) {
        let key = request.key();
        let homes: NodeSet = ring::homes(cx.config, key, cx.env.members).collect();
        let near = |home: &NodeId| cx.config.centre(*home) == cx.config.centre(cx.env.id);
        let local: NodeSet = match cx.config.centres {
            1 => homes,
            _ => homes.iter().filter(near).collect(),
        };
        // A read stays in its data centre.
        let homes = if request.is_write() { homes } else { local };
        let is_home = homes.contains(cx.env.id);
        let content = match request.value() {
            None => None,
            Some(value) => {
                let stamp = Stamp { time: cx.env.clock, node: self.name(cx.env.id) };
                let new = Stored { value, write: operation, stamp };
                if cx.config.conflict == Conflict::LastWriteWins {
                    let content = Content::Newest(new);
                    if is_home {
                        self.store(cx, key, &content);
                    }
                    Some(content)
                } else if is_home || cx.env.id.client().is_some() {
                    Some(self.put(cx, key, new, context))
                } else {
                    if let Some(to) = ring::homes(cx.config, key, cx.env.members).find(near) {
                        cx.out.note(Note::Forwarded { write: operation, to });
                        cx.out.send(to, Message::Forward { operation, request, context });
                    }
                    return;
                }
            }
        };
        let message = match &content {
            Some(new) => Message::Store { operation, key, new: new.clone() },
            None => Message::Fetch { operation, key },
        };
        for replica in homes.iter().filter(|&replica| replica != cx.env.id) {
            cx.out.send(replica, message.clone());
        }
        let pending = Pending::new(cx.config, request, content, homes, local);
        self.pending.insert(operation, pending);
        cx.out.timer(Timer::Patience(operation), cx.config.patience());
        if cx.config.handoff != Handoff::Off {
            let after = Duration::millis(cx.config.handoff_after.into());
            cx.out.timer(Timer::StandIn(operation), after);
        }
        if is_home {
            match request.is_write() {
                true => self.answer(cx, operation, cx.env.id, None),
                false => self.fetched(cx, cx.env.id, operation, key),
            }
        }
    }

    /// Assigns a dot to a write, and replaces the values that its client had seen. A client's own library has seen
    /// all its own writes.
    fn put(
        &mut self,
        cx: &mut Context<'_, Self>,
        key: Key,
        new: Stored,
        context: CausalContext,
    ) -> Content {
        let mut seen = context.map_or_else(VersionVector::default, |seen| (*seen).clone());
        let held = self.rows.get(&key);
        if let (Some(_), Some(Content::Siblings(own))) = (cx.env.id.client(), held) {
            seen.merge(own.join());
        }
        let (content, dot) =
            Content::after(held, self.name(cx.env.id), new, &seen, cx.config.conflict.clock());
        if let Some(dot) = dot {
            let siblings = content.count();
            cx.out.note(Note::Named { write: new.write, key, dot, siblings });
        }
        self.rows.insert(key, content.clone());
        content
    }

    /// Handles a replica's answer.
    pub(super) fn answer(
        &mut self,
        cx: &mut Context<'_, Self>,
        operation: OperationId,
        from: NodeId,
        held: Option<Content>,
    ) {
        // Late answers, answers to an operation forgotten in a crash, and duplicates are ignored.
        let Some(pending) = self.pending.get_mut(&operation) else { return };
        if pending.stage == Stage::Repairing || pending.answered.contains(from) {
            return;
        }
        pending.answered.insert(from);
        if !pending.request.is_write() {
            pending.find(cx.config, from, held.as_ref());
        }
        let (answers, needed) = (pending.answers(), pending.needed);
        if pending.stage == Stage::Told {
            self.go_on(cx, operation);
        } else if answers < needed {
            cx.out.note(Note::Answer { operation, answers, needed });
        } else if cx.config.repair == ReadRepair::Blocking && !pending.stale.is_empty() {
            pending.stage = Stage::Repairing;
            self.mend(cx, operation);
            self.repaired(cx, operation, cx.env.id);
        } else {
            let waits = pending.waits(cx.config);
            cx.out.note(Note::Enough { operation, answers });
            self.tell(cx, operation);
            if waits { self.go_on(cx, operation) } else { self.forget(cx, operation) }
        }
    }

    /// Replies to the client.
    fn tell(&mut self, cx: &mut Context<'_, Self>, operation: OperationId) {
        let Some(pending) = self.pending.get_mut(&operation) else { return };
        pending.stage = Stage::Told;
        let content = pending.content.as_ref().map(|content| content.reply(cx.config.conflict));
        let (found, sight) = content.unwrap_or((Reply::Found(None), None));
        let reply = if pending.request.is_write() { Reply::Written } else { found };
        match sight {
            Some(sight) => cx.out.tell(operation, reply, sight),
            None => cx.out.reply(operation, reply),
        }
    }

    /// After the reply to the client: repairs stale replicas until all homes have answered.
    fn go_on(&mut self, cx: &mut Context<'_, Self>, operation: OperationId) {
        self.mend(cx, operation);
        let pending = self.pending.get(&operation);
        if pending.is_some_and(|pending| pending.homes.without(pending.answered).is_empty()) {
            self.forget(cx, operation);
        }
    }

    /// After the reply to the client: ends a write once its stand-ins have been asked.
    pub(super) fn end_if_told(&mut self, cx: &mut Context<'_, Self>, operation: OperationId) {
        let told = |pending: &Pending| pending.stage == Stage::Told && pending.request.is_write();
        if self.pending.get(&operation).is_some_and(told) {
            self.forget(cx, operation);
        }
    }

    fn forget(&mut self, cx: &mut Context<'_, Self>, operation: OperationId) {
        if let Some(pending) = self.pending.remove(&operation) {
            cx.out.cancel(Timer::Patience(operation));
            if pending.may_stand_in {
                cx.out.cancel(Timer::StandIn(operation));
            }
        }
    }

    /// Sends the newest content to stale replicas.
    fn mend(&mut self, cx: &mut Context<'_, Self>, operation: OperationId) {
        let Some(pending) = self.pending.get_mut(&operation) else { return };
        let Some(new) = pending.content.clone().filter(|_| !pending.request.is_write()) else {
            return;
        };
        let (key, stale) = (pending.request.key(), pending.stale);
        if pending.stage == Stage::Told {
            pending.stale = NodeSet::default();
        }
        for replica in stale.iter() {
            cx.out.note(Note::Repairs { operation, replica, write: new.newest().write });
            if replica == cx.env.id {
                self.store(cx, key, &new);
            } else {
                cx.out.send(replica, Message::Repair { operation, key, new: new.clone() });
            }
        }
    }

    /// Handles the confirmation of a repair. After the last one, replies to the client.
    pub(super) fn repaired(
        &mut self,
        cx: &mut Context<'_, Self>,
        operation: OperationId,
        from: NodeId,
    ) {
        let Some(pending) = self.pending.get_mut(&operation) else { return };
        pending.stale.remove(from);
        if pending.stage == Stage::Repairing && pending.stale.is_empty() {
            cx.out.note(Note::Enough { operation, answers: pending.answers() });
            self.tell(cx, operation);
            self.forget(cx, operation);
        }
    }

    /// Handles the timeout of an operation.
    pub(super) fn give_up(&mut self, cx: &mut Context<'_, Self>, operation: OperationId) {
        let Some(pending) = self.pending.remove(&operation) else { return };
        if pending.may_stand_in {
            cx.out.cancel(Timer::StandIn(operation));
        }
        if pending.stage != Stage::Told {
            let missing =
                if pending.stage == Stage::Repairing { pending.stale.len() as u16 } else { 0 };
            let (answers, needed) = (pending.answers().saturating_sub(missing), pending.needed);
            cx.out.note(Note::TooFew { operation, answers, needed });
            cx.out.reply(operation, Reply::TooFew { answers, needed });
        }
    }
}
