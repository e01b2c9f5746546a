//! The leader's side: shipping entries, and acknowledging writes once enough followers have them.

use super::{
    super::{
        Config, Member, Message, Node, Note, Timer,
        config::{Replication, Stage},
        member::{Duty, State},
        partition::Knows,
    },
    pending::Pending,
    reading::answer,
    snapshot::Sending,
    transacting::OpenTransactions,
};
use crate::{
    id::{NodeId, NodeSet, Term},
    replica::{Context, Env},
    store::{Batch, LogNote},
};
use alloc::{collections::VecDeque, vec::Vec};
use core::{
    cmp::Reverse,
    hash::{Hash, Hasher},
};
use litemap::LiteMap;

/// How far a follower has got, as the last position that has passed each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Its log agrees with the leader's up to here.
    pub received: u64,
    /// On its disk up to here.
    pub stored: u64,
    /// On its disk and visible to its readers up to here.
    pub applied: u64,
    /// How often it has lost its disk.
    pub incarnation: u16,
    /// Whether it does not count yet, because it has lost its disk.
    pub learns: bool,
}

impl Hash for Reached {
    /// Fingerprints are older than incarnations.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.received, self.stored, self.applied).hash(state);
        if self.incarnation > 0 {
            (self.incarnation, self.learns).hash(state);
        }
    }
}

impl Reached {
    /// The last position that has passed a stage.
    pub const fn stage(&self, stage: Stage) -> u64 {
        match stage {
            Stage::Received => self.received,
            Stage::Stored => self.stored,
            Stage::Applied => self.applied,
        }
    }

    /// Takes in a report. Reports may arrive out of order. What an earlier incarnation had is lost.
    fn merge(&mut self, report: Self) {
        if report.incarnation != self.incarnation {
            if report.incarnation > self.incarnation {
                *self = report;
            }
            return;
        }
        self.learns &= report.learns;
        self.received = self.received.max(report.received);
        self.stored = self.stored.max(report.stored);
        self.applied = self.applied.max(report.applied);
    }
}

/// What a leader knows of a follower.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Peer {
    /// The last position that was sent to it.
    pub sent: u64,
    /// How far it has got.
    pub reached: Reached,
    /// Whether it was heard since the leader last ran out of patience.
    pub heard: bool,
    /// The snapshot that it is being sent.
    pub sending: Option<Sending>,
}

/// What the acknowledgement of a write depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The followers that it waits for, and whether each has the entry.
    pub asked: Vec<(NodeId, bool)>,
    /// The number of them that must have it.
    pub needed: usize,
}

/// The state of a leader; in memory only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leading {
    /// The followers that it has sent anything to.
    pub peers: LiteMap<NodeId, Peer>,
    /// Writes that are not acknowledged yet, in order of position.
    pub waiting: VecDeque<Pending>,
    /// In semi-synchronous replication: the followers that every write waits for.
    pub chosen: NodeSet,
    /// Synchronous followers that it does not wait for until they have caught up.
    pub given_up: NodeSet,
    /// The followers that have lost their disks, each with the position that it must reach before it counts again.
    pub learners: LiteMap<NodeId, u64>,
    /// The transactions that are open.
    pub open: OpenTransactions,
    /// If it is to shut down: the number of heartbeats for which it still tries to hand over. Else 0.
    pub leaving: u8,
}

impl Hash for Leading {
    /// Whether it waits for all of its synchronous followers is one word: fingerprints are older than the set.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { peers, waiting, chosen, given_up, learners, open, leaving } = self;
        (peers, waiting, chosen, !given_up.is_empty()).hash(state);
        if !given_up.is_empty() {
            given_up.hash(state);
        }
        if !learners.is_empty() {
            learners.hash(state);
        }
        if *open != OpenTransactions::default() {
            open.hash(state);
        }
        leaving.hash(state);
    }
}

impl Leading {
    /// A leader that knows nothing of its followers yet.
    pub fn new(config: &Config, env: Env) -> Self {
        let mut leading = Self::default();
        leading.choose(config, env);
        leading
    }

    /// Chooses as many synchronous followers as the settings ask for. Those already chosen come first, then
    /// those that the administrator listed.
    pub fn choose(&mut self, config: &Config, env: Env) {
        let (chosen, listed) = (self.chosen, config.synchronous);
        let ranks = [(true, true), (true, false), (false, true), (false, false)];
        let rank = |peer| (chosen.contains(peer), listed.contains(peer));
        let of_rank = |wanted| config.peers(env).filter(move |&peer| rank(peer) == wanted);
        let peers = ranks.into_iter().flat_map(of_rank);
        self.chosen = peers.take(config.synchronous_count as usize).collect();
        let asked = self.asked(config, env);
        self.given_up = self.given_up.and(asked);
        if !config.goes_on_alone() {
            self.given_up = NodeSet::default();
        }
    }

    /// The followers that every write waits for. With majority acknowledgement there are none: any majority
    /// will do.
    pub fn synchronous(&self, config: &Config, env: Env) -> NodeSet {
        self.asked(config, env).without(self.given_up)
    }

    /// The synchronous followers, those that it has given up included. A listed one that has left, or has not joined, is
    /// waited for all the same, as by PostgreSQL: a write does not become asynchronous because a node is gone.
    fn asked(&self, config: &Config, env: Env) -> NodeSet {
        match config.replication {
            Replication::Asynchronous | Replication::Majority => NodeSet::default(),
            Replication::SemiSynchronous => self.chosen,
            Replication::Synchronous if config.synchronous.is_empty() => {
                config.peers(env).collect()
            }
            Replication::Synchronous => config.synchronous,
        }
    }

    /// What the acknowledgement of the write at a position depends on.
    pub fn answers(&self, config: &Config, env: Env, position: u64) -> Answers {
        let has = |peer| (peer, self.reached(peer, config.stage()) >= position);
        if config.replication == Replication::Majority {
            let needed = config.replicas(env).count() / 2;
            return Answers { asked: config.peers(env).map(has).collect(), needed };
        }
        let synchronous = self.synchronous(config, env);
        Answers { asked: synchronous.iter().map(has).collect(), needed: synchronous.len() as usize }
    }

    /// How far a follower has got; one that does not count yet has got nowhere.
    pub(super) fn reached(&self, peer: NodeId, stage: Stage) -> u64 {
        let counts = self.peers.get(&peer).filter(|peer| !peer.reached.learns);
        counts.map_or(0, |peer| peer.reached.stage(stage))
    }

    /// Sends what has just come to disk, after position `before`, to every follower.
    pub fn ship_flushed(&mut self, state: &State, cx: &mut Context<'_, Node>, before: u64) {
        for peer in cx.config.peers(cx.env) {
            let sent = self.peers.get(&peer).map_or(before, |peer| peer.sent);
            // A follower that is behind the start of the log learns it from a heartbeat, and asks for a snapshot.
            if sent >= state.journal.start() {
                self.ship(state, cx, peer, sent);
            }
        }
    }

    /// Sends the newest entry to every follower.
    pub(super) fn ship_newest(&mut self, state: &State, cx: &mut Context<'_, Node>) {
        let after = state.journal.end().saturating_sub(1);
        for peer in cx.config.peers(cx.env) {
            self.ship(state, cx, peer, after);
        }
    }

    /// Sends every follower an empty batch that ends where the log on disk ends.
    pub fn beat(&mut self, state: &State, cx: &mut Context<'_, Node>) {
        for peer in cx.config.peers(cx.env) {
            self.ship(state, cx, peer, state.journal.flushed());
        }
    }

    /// Sends a batch of the entries after a position. Only what is on the leader's own disk is sent, as by
    /// PostgreSQL's senders: a leader that loses its tail in a crash must not be behind its followers.
    fn ship(&mut self, state: &State, cx: &mut Context<'_, Node>, to: NodeId, after: u64) {
        let stored = state.journal.flushed().saturating_sub(after) as usize;
        let batch = Batch::of(after, state.journal.after(after).take(stored));
        let peer = self.peers.entry(to).or_default();
        peer.sent = peer.sent.max(batch.end());
        let (term, committed) = (state.term, state.committed);
        let before = state.journal.term_at(after);
        cx.out.send(to, Message::Append { term, batch, before, committed });
    }

    /// A follower asks for the entries after a position; `last` is the term of its own entry there.
    pub fn resume(
        &mut self,
        state: &mut State,
        cx: &mut Context<'_, Node>,
        from: NodeId,
        after: u64,
        last: Term,
    ) {
        let sending = self.peers.get(&from).and_then(|peer| peer.sending.clone());
        if let Some(sending) = sending.filter(|sending| sending.goes_beyond(after)) {
            // The first piece of its snapshot was lost, or this request is late.
            return sending.send(state, cx, from, 0);
        }
        let common = match cx.config.checks_terms() {
            true => state.journal.last_up_to(after, last),
            false => (after >= state.journal.start()).then_some(after),
        };
        let peer = self.peers.entry(from).or_default();
        (peer.sent, peer.sending) = (common.unwrap_or(after), None);
        let Some(after) = common else { return self.begin_snapshot(state, cx, from) };
        cx.out.note(LogNote::Resumed { peer: from, after });
        self.ship(state, cx, from, after);
    }

    /// A follower reports how far it has got.
    fn acknowledged(
        &mut self,
        state: &mut State,
        cx: &mut Context<'_, Node>,
        from: NodeId,
        report: Reached,
    ) {
        let (end, received) = (state.journal.flushed(), report.received);
        let peer = self.peers.entry(from).or_default();
        if report.incarnation < peer.reached.incarnation {
            // It was sent before the follower lost its disk.
            return;
        }
        if report.incarnation > peer.reached.incarnation || !report.learns {
            self.learners.remove(&from);
        }
        if peer.reached.received < received && received == end {
            cx.out.note(Note::CaughtUp { peer: from, position: received });
        }
        peer.heard = true;
        peer.reached.merge(report);
        let behind = peer.sent == received && received < end;
        if peer.reached.learns {
            self.teach(state, cx, from);
        } else if received == end {
            self.caught_up(cx, from);
        }
        self.advance(state, cx);
        if behind && received < state.journal.start() {
            // The log was shortened past it meanwhile.
            self.begin_snapshot(state, cx, from);
        } else if behind {
            self.ship(state, cx, from, received);
        }
    }

    /// A follower has the whole log. It is waited for again; in semi-synchronous replication also in place of one that
    /// was given up.
    fn caught_up(&mut self, cx: &mut Context<'_, Node>, peer: NodeId) {
        if self.given_up.remove(peer) {
            cx.out.note(Note::WaitsAgain { peer });
        } else if cx.config.replication == Replication::SemiSynchronous
            && !self.chosen.contains(peer)
            && let Some(instead) = self.given_up.iter().next()
        {
            self.given_up.remove(instead);
            self.chosen.remove(instead);
            self.chosen.insert(peer);
            cx.out.note(Note::SynchronousNow { peer, instead });
        }
    }

    /// The last position that may be acknowledged to clients.
    fn acknowledgeable(&self, state: &State, cx: &Context<'_, Node>) -> u64 {
        let (config, env, stage) = (cx.config, cx.env, cx.config.stage());
        let (end, flushed) = (state.journal.end(), state.journal.flushed());
        if config.replication == Replication::Majority {
            let peers = config.peers(env).map(|peer| self.reached(peer, stage));
            let own = if stage == Stage::Received { end } else { flushed };
            let reached: Vec<u64> = peers.chain([own]).collect();
            // The greatest position that a majority has reached.
            let by = |position| reached.iter().filter(|&&it| it >= position).count();
            let majority = reached.iter().filter(|&&it| by(it) > reached.len() / 2);
            let majority = majority.max().copied().unwrap_or(0);
            // A leader commits older entries only together with one of its own term (§5.4.2).
            let current = state.journal.term_at(majority) == state.term;
            return if current { majority } else { state.committed };
        }
        if config.waits_for_followers()
            && !config.goes_on_alone()
            && self.asked(config, env).is_empty()
        {
            // There is no follower to wait for, and it must not acknowledge alone.
            return state.committed;
        }
        let synchronous = self.synchronous(config, env);
        synchronous.iter().map(|peer| self.reached(peer, stage)).fold(end, u64::min)
    }

    /// Acknowledges every write that may be acknowledged.
    pub fn advance(&mut self, state: &mut State, cx: &mut Context<'_, Node>) {
        let committed = state.committed.max(self.acknowledgeable(state, cx));
        state.committed = committed;
        state.apply_quietly(cx, committed);
        let waited = !self.waiting.is_empty();
        while let Some(done) = self.waiting.pop_front_if(|write| write.position <= committed) {
            let positions = done.tells.then(|| (done.position, Knows::default()));
            answer(cx, done.operation, done.reply, positions);
        }
        if waited && self.waiting.is_empty() {
            cx.out.cancel(Timer::Patience);
        }
        let (retain, end) = (u64::from(cx.config.retain), state.journal.end());
        if retain > 0 && state.journal.shorten(retain) {
            cx.out.note(Note::Shortened { kept: end - state.journal.start() });
        }
    }

    /// A write has waited for too long: other followers take the place of those that are late, or the leader
    /// no longer waits for those. Without any follower to wait for, it goes on alone.
    pub fn out_of_patience(&mut self, state: &mut State, cx: &mut Context<'_, Node>) {
        let Some(first) = self.waiting.front().map(|first| first.position) else { return };
        if cx.config.replication == Replication::SemiSynchronous {
            self.replace_late(cx, first);
        }
        for (_, peer) in self.peers.iter_mut() {
            peer.heard = false;
        }
        Timer::Patience.set(cx);
        self.advance(state, cx);
        if !self.waiting.is_empty() && cx.config.goes_on_alone() {
            self.give_up_late(cx, first);
            self.advance(state, cx);
        }
    }

    /// No longer waits for the synchronous followers that lack a position.
    fn give_up_late(&mut self, cx: &mut Context<'_, Node>, position: u64) {
        let (waited_for, stage) = (self.synchronous(cx.config, cx.env), cx.config.stage());
        let late = waited_for.iter().filter(|&peer| self.reached(peer, stage) < position);
        let late: NodeSet = late.collect();
        self.given_up = self.given_up.iter().chain(late.iter()).collect();
        if late == waited_for && !late.is_empty() {
            cx.out.note(Note::GoesOnAlone);
        } else {
            late.iter().for_each(|peer| cx.out.note(Note::GivesUp { peer }));
        }
    }

    /// Replaces each chosen follower that lacks a position by the most up-to-date one that was heard.
    fn replace_late(&mut self, cx: &mut Context<'_, Node>, position: u64) {
        let stage = cx.config.stage();
        let late = |&peer: &NodeId| self.reached(peer, stage) < position;
        let slow: Vec<NodeId> = self.chosen.iter().filter(late).collect();
        for slow in slow {
            let others = cx.config.peers(cx.env).filter(|&peer| !self.chosen.contains(peer));
            let heard = |peer: &Peer| peer.heard && !peer.reached.learns;
            let heard = others.filter(|peer| self.peers.get(peer).is_some_and(heard));
            // The first of those that are equally up to date.
            let best = heard.min_by_key(|&peer| Reverse(self.reached(peer, stage)));
            if let Some(best) = best {
                self.given_up.remove(slow);
                self.chosen.remove(slow);
                self.chosen.insert(best);
                cx.out.note(Note::SynchronousNow { peer: best, instead: slow });
            }
        }
    }
}

impl Member {
    /// A follower reports how far it has got.
    pub fn acknowledged(&mut self, cx: &mut Context<'_, Node>, from: NodeId, report: Reached) {
        let Duty::Leader(leading) = &mut self.duty else { return };
        // A leader that has named its successor does not name another one.
        if leading.successor(&self.state, cx).is_none() {
            leading.acknowledged(&mut self.state, cx, from, report);
            self.hand_over(cx);
        }
    }

    /// Tells a node that mistakes this one for the leader who leads.
    pub fn point_out(&self, cx: &mut Context<'_, Node>, to: NodeId) {
        if let Some(leader) = self.known_leader().filter(|&leader| leader != to) {
            cx.out.send(to, Message::Follow { term: self.state.term, leader });
        }
    }
}
