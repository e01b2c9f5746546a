//! The leader's side: shipping, and whom a write waits for.

use super::{
    super::{
        Config, Duty, Entry, Member, Message, Node, Note, Timer,
        config::{Replication, Stage},
        entry::{self, Change},
    },
    snapshot::Sending,
};
use crate::{
    id::{NodeId, NodeSet, OperationId, Term},
    kv::{Key, Reply, Request, Value},
    replica::{Context, Env},
    store::{Batch, LogNote},
};
use alloc::{collections::VecDeque, vec::Vec};
use litemap::LiteMap;

/// What a leader knows of a follower.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Peer {
    /// Entries up to here were sent.
    pub sent: u64,
    /// Its log agrees up to here.
    pub received: u64,
    /// On its disk up to here.
    pub stored: u64,
    /// Its readers see everything up to here.
    pub applied: u64,
    /// Whether it has said anything since the leader last lost patience.
    pub heard: bool,
    /// The snapshot that it is being sent.
    pub sending: Option<Sending>,
}

impl Peer {
    const fn reached(&self, stage: Stage) -> u64 {
        match stage {
            Stage::Received => self.received,
            Stage::Stored => self.stored,
            // What readers see may yet be lost, as long as it is not on disk.
            Stage::Applied => {
                if self.applied < self.stored {
                    self.applied
                } else {
                    self.stored
                }
            }
        }
    }
}

/// A write whose client waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pending {
    /// Its position.
    pub position: u64,
    /// Its name.
    pub operation: OperationId,
    /// What was asked.
    pub request: Request,
    /// What is answered once it may be.
    reply: Reply,
}

/// What a leader keeps in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Leading {
    /// The followers that it has heard of.
    pub peers: LiteMap<NodeId, Peer>,
    /// Writes that are not acknowledged yet, in order.
    pub waiting: VecDeque<Pending>,
    /// The followers whose acknowledgement it waits for, in semi-synchronous replication.
    pub chosen: NodeSet,
    /// Whether it has given up waiting for them.
    pub alone: bool,
    /// If it is about to hand over and stop: for how many more heartbeats it tries. Else 0.
    pub leaving: u8,
}

const BATCH: usize = 16;

impl Leading {
    /// A leader that knows nothing of its followers yet.
    pub fn new(config: &Config, env: Env<'_>) -> Self {
        let mut leading = Self::default();
        leading.choose(config, env);
        leading
    }

    /// Has as many synchronous followers as the settings ask for: those that it has go on, as far as they
    /// are there.
    pub fn choose(&mut self, config: &Config, env: Env<'_>) {
        let (chosen, listed) = (self.chosen, config.synchronous);
        let ranks = [(true, true), (true, false), (false, true), (false, false)];
        let rank = |peer| (chosen.contains(peer), listed.contains(peer));
        let of_rank = |wanted| config.peers(env).filter(move |&peer| rank(peer) == wanted);
        let peers = ranks.into_iter().flat_map(of_rank);
        self.chosen = peers.take(config.synchronous_count as usize).collect();
    }

    /// The followers that every write waits for; in a majority, none in particular.
    pub fn synchronous(&self, config: &Config, env: Env<'_>) -> NodeSet {
        let listed = config.synchronous;
        match config.replication {
            _ if self.alone => NodeSet::default(),
            Replication::Asynchronous | Replication::Majority => NodeSet::default(),
            Replication::SemiSynchronous => self.chosen,
            Replication::Synchronous => config
                .peers(env)
                .filter(|&peer| listed.is_empty() || listed.contains(peer))
                .collect(),
        }
    }

    /// Whom a write waits for and who has it, and how many of these it needs.
    pub fn answers(
        &self,
        config: &Config,
        env: Env<'_>,
        position: u64,
    ) -> (Vec<(NodeId, bool)>, usize) {
        let has = |peer| (peer, self.reached(peer, config.stage()) >= position);
        if config.replication == Replication::Majority {
            let needed = config.replicas(env).count() / 2;
            return (config.peers(env).map(has).collect(), needed);
        }
        let synchronous = self.synchronous(config, env);
        (synchronous.iter().map(has).collect(), synchronous.len() as usize)
    }

    fn reached(&self, peer: NodeId, stage: Stage) -> u64 {
        self.peers.get(&peer).map_or(0, |peer| peer.reached(stage))
    }
}

impl Member {
    /// Whether it takes writes.
    pub fn takes_writes(&self) -> bool {
        matches!(&self.duty, Duty::Leader(leading) if leading.leaving == 0)
    }

    /// Appends what a client asks for, ships it, and answers as soon as it may.
    pub fn write(&mut self, cx: &mut Context<'_, Node>, operation: OperationId, request: Request) {
        let (key, value, reply) = match request {
            Request::Read(_) => return,
            Request::Write(key, value) => (key, value, Reply::Written),
            Request::Insert(table) => {
                let number = self.next_number(table);
                (table, entry::number(number), Reply::Inserted(number))
            }
        };
        let entry = Entry { key, value, write: operation, term: self.term, change: Change::Write };
        let position = self.append(cx, entry);
        cx.out.note(LogNote::Appended { write: operation, position });
        if let Duty::Leader(leading) = &mut self.duty {
            leading.waiting.push_back(Pending { position, operation, request, reply });
        }
        self.advance(cx);
        if let Duty::Leader(leading) = &self.duty
            && leading.waiting.len() == 1
            && cx.config.replication != Replication::Majority
        {
            // Patience runs from the first write that has to wait.
            Timer::Patience.set(cx);
        }
        if self.journal.flushed() == self.journal.end() {
            self.ship_newest(cx);
        }
    }

    /// The number after a table's last one, entries that are not applied yet included.
    fn next_number(&self, table: Key) -> u32 {
        let rows = self.journal.rows().get(&table).map(|held| held.value);
        let pending = self.journal.after(self.journal.applied());
        let last = pending.filter(|entry| entry.key == table).last().map(|entry| entry.value);
        let number = |value: Value| value.0.as_str().parse::<u32>().ok();
        last.or(rows).and_then(number).unwrap_or(0).saturating_add(1)
    }

    /// Puts an entry at the end of the log.
    pub fn append(&mut self, cx: &mut Context<'_, Node>, entry: Entry) -> u64 {
        let position = self.journal.push(entry);
        self.write_down(cx, position - 1);
        position
    }

    /// Flushes what follows `before`, at once or with the next flush.
    pub fn write_down(&mut self, cx: &mut Context<'_, Node>, before: u64) {
        if cx.config.flush().0 == 0 {
            self.journal.flush();
        } else if self.journal.flushed() == before {
            Timer::Flush.set(cx);
        }
    }

    /// Sends what has come to disk to every follower.
    pub fn ship_flushed(&mut self, cx: &mut Context<'_, Node>, before: u64) {
        for peer in cx.config.peers(cx.env) {
            let Duty::Leader(leading) = &self.duty else { return };
            let sent = leading.peers.get(&peer).map_or(before, |peer| peer.sent);
            // One that is behind the log's beginning finds out by a heartbeat, and asks for a snapshot.
            if sent >= self.journal.start() {
                self.ship(cx, peer, sent, BATCH);
            }
        }
    }

    /// Sends the newest entry to every follower.
    pub fn ship_newest(&mut self, cx: &mut Context<'_, Node>) {
        let after = self.journal.end().saturating_sub(1);
        for peer in cx.config.peers(cx.env) {
            self.ship(cx, peer, after, BATCH);
        }
    }

    /// Sends at most so many entries that follow a position. Only what is on the leader's own disk is sent, as
    /// by PostgreSQL's senders: a leader that loses its tail in a crash must not be behind its followers.
    fn ship(&mut self, cx: &mut Context<'_, Node>, to: NodeId, after: u64, most: usize) {
        let Duty::Leader(leading) = &mut self.duty else { return };
        let most = most.min(self.journal.flushed().saturating_sub(after) as usize);
        let entries: Vec<Entry> = self.journal.after(after).take(most).copied().collect();
        let batch = Batch { after, entries };
        let peer = leading.peers.entry(to).or_default();
        peer.sent = peer.sent.max(batch.end());
        let before = self.journal.term_at(after);
        let committed = self.committed;
        cx.out.send(to, Message::Append { term: self.term, batch, before, committed });
    }

    /// Tells every follower how long the log is.
    pub fn beat(&mut self, cx: &mut Context<'_, Node>) {
        if !matches!(self.duty, Duty::Leader(_)) {
            return;
        }
        for peer in cx.config.peers(cx.env) {
            self.ship(cx, peer, self.journal.flushed(), 0);
        }
        self.try_again(cx);
        Timer::Heartbeat.set(cx);
    }

    /// A follower asks for what follows a position, at which it has an entry of this term.
    pub fn resume(&mut self, cx: &mut Context<'_, Node>, from: NodeId, (after, last): (u64, Term)) {
        let Duty::Leader(leading) = &mut self.duty else { return self.point_out(cx, from) };
        let sending = leading.peers.get(&from).and_then(|peer| peer.sending.clone());
        if let Some(sending) = sending.filter(|sending| sending.goes_beyond(after)) {
            // It has not got even the first piece, or this is late.
            return self.send_chunk(cx, from, &sending, 0);
        }
        let common = match cx.config.checks_terms() {
            true => self.journal.last_up_to(after, last),
            false => (after >= self.journal.start()).then_some(after),
        };
        let peer = leading.peers.entry(from).or_default();
        (peer.sent, peer.sending) = (common.unwrap_or(after), None);
        let Some(after) = common else { return self.begin_snapshot(cx, from) };
        cx.out.note(LogNote::Resumed { peer: from, after });
        self.ship(cx, from, after, BATCH);
    }

    /// Tells somebody who takes this replica for the leader who leads.
    pub fn point_out(&self, cx: &mut Context<'_, Node>, to: NodeId) {
        if let Some(leader) = self.known_leader().filter(|&leader| leader != to) {
            cx.out.send(to, Message::Follow { term: self.term, leader });
        }
    }

    /// A follower says how far it is.
    pub fn acknowledged(
        &mut self,
        cx: &mut Context<'_, Node>,
        from: NodeId,
        (received, stored, applied): (u64, u64, u64),
    ) {
        if self.successor(cx.config, cx.env).is_some() {
            // It has named one, and does not change its mind.
            return;
        }
        let end = self.journal.flushed();
        let Duty::Leader(leading) = &mut self.duty else { return };
        let peer = leading.peers.entry(from).or_default();
        if peer.received < received && received == end {
            cx.out.note(Note::CaughtUp { peer: from, position: received });
        }
        peer.heard = true;
        peer.received = peer.received.max(received);
        peer.stored = peer.stored.max(stored);
        peer.applied = peer.applied.max(applied);
        // One that is catching up gets the next batch in its turn.
        let next = peer.sent == received && received < end;
        if leading.alone && received == end && leading.chosen.contains(from) {
            leading.alone = false;
            cx.out.note(Note::WaitsAgain { peer: from });
        }
        self.advance(cx);
        if next && received < self.journal.start() {
            // Meanwhile the log was shortened past it.
            self.begin_snapshot(cx, from);
        } else if next {
            self.ship(cx, from, received, BATCH);
        }
        self.hand_over(cx);
    }

    /// Up to where a write may be acknowledged.
    fn reached(&self, config: &Config, env: Env<'_>, leading: &Leading) -> u64 {
        let (end, stage) = (self.journal.end(), config.stage());
        if config.replication == Replication::Majority {
            let mut reached: Vec<u64> =
                config.peers(env).map(|peer| leading.reached(peer, stage)).collect();
            // One of many: its own disk counts like theirs.
            reached.push(if stage == Stage::Received { end } else { self.journal.flushed() });
            // The farthest position that a majority has.
            let by = |position| reached.iter().filter(|&&it| it >= position).count();
            let reached = reached.iter().filter(|&&it| by(it) > reached.len() / 2);
            let majority = reached.max().copied().unwrap_or(0);
            let own = self.journal.term_at(majority) == self.term;
            return if own { majority } else { self.committed };
        }
        let synchronous = leading.synchronous(config, env);
        synchronous.iter().map(|peer| leading.reached(peer, stage)).fold(end, u64::min)
    }

    /// Acknowledges what may be acknowledged.
    pub fn advance(&mut self, cx: &mut Context<'_, Node>) {
        let Duty::Leader(leading) = &self.duty else { return };
        let reached = self.reached(cx.config, cx.env, leading);
        if reached > self.committed {
            self.committed = reached;
        }
        self.journal.apply_up_to(self.committed).for_each(drop);
        let Duty::Leader(leading) = &mut self.duty else { return };
        let waited = !leading.waiting.is_empty();
        while let Some(done) = leading.waiting.pop_front_if(|w| w.position <= self.committed) {
            cx.out.reply(done.operation, done.reply);
        }
        if waited && leading.waiting.is_empty() {
            cx.out.cancel(Timer::Patience);
        }
        let (retain, end) = (u64::from(cx.config.retain), self.journal.end());
        if retain > 0 && self.journal.shorten(retain) {
            cx.out.note(Note::Shortened { kept: end - self.journal.start() });
        }
    }

    /// A synchronous follower is slow or gone: another one takes its place, or nobody does.
    pub fn out_of_patience(&mut self, cx: &mut Context<'_, Node>) {
        let Duty::Leader(leading) = &mut self.duty else { return };
        let Some(first) = leading.waiting.front().map(|first| first.position) else { return };
        if cx.config.replication == Replication::SemiSynchronous {
            let stage = cx.config.stage();
            let late = |&peer: &NodeId| leading.reached(peer, stage) < first;
            let slow: Vec<NodeId> = leading.chosen.iter().filter(late).collect();
            for slow in slow {
                let others = cx.config.peers(cx.env).filter(|&peer| !leading.chosen.contains(peer));
                let there = others.filter(|peer| leading.peers.get(peer).is_some_and(|p| p.heard));
                // The most up-to-date one; of equals the first.
                let best = there.min_by_key(|&p| u64::MAX - leading.reached(p, stage));
                if let Some(best) = best {
                    leading.chosen.remove(slow);
                    leading.chosen.insert(best);
                    cx.out.note(Note::SynchronousNow { peer: best, instead: slow });
                }
            }
        }
        for (_, peer) in leading.peers.iter_mut() {
            peer.heard = false;
        }
        Timer::Patience.set(cx);
        self.advance(cx);
        let Duty::Leader(leading) = &mut self.duty else { return };
        if !leading.waiting.is_empty() && cx.config.goes_on_alone() && !leading.alone {
            leading.alone = true;
            cx.out.note(Note::GoesOnAlone);
            self.advance(cx);
        }
    }
}
