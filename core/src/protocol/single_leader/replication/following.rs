//! The follower's side: receiving entries, writing them to disk, applying them, acknowledging them.

use super::{
    super::{
        Entry, Member, Message, Node, Note, Timer,
        config::Replication,
        failover::Detector,
        member::{Consistency, Duty, State},
    },
    executing::Executor,
    journal::{Missing, Placed},
    leading::Reached,
    snapshot::Partial,
};
use crate::{
    id::{NodeId, Term},
    replica::Context,
    store::{Batch, LogNote, shipping::Fit},
};
use alloc::boxed::Box;

/// The state of a follower.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Following {
    /// The snapshot that it is receiving; on disk.
    pub partial: Option<Box<Partial>>,
    /// Whether it suspects the leader to be down.
    pub detector: Detector,
}

impl Following {
    /// The part that is on disk.
    pub fn recover(&self) -> Self {
        Self { partial: self.partial.clone(), detector: Detector::default() }
    }

    /// Handles entries, or a heartbeat, from the leader.
    pub fn take(
        &self,
        state: &mut State,
        cx: &mut Context<'_, Node>,
        batch: &Batch<Entry>,
        before: Term,
        committed: u64,
    ) {
        if let Some(partial) = &self.partial {
            // The request for the next piece, or the piece itself, may have been lost.
            if batch.entries.is_empty() {
                state.ask_piece(cx, partial.base.position, partial.next);
            }
            return;
        }
        let (held, after) = (state.journal.end(), batch.after);
        let Fit::From(_) = batch.fit(held) else {
            cx.out.note(LogNote::Gap { held, after });
            return state.ask_after(cx, held);
        };
        if cx.config.checks_terms() {
            if !state.agrees(cx, batch, before) {
                return;
            }
            state.discard(cx, batch);
        }
        state.extend(cx, batch);
        if state.consistency == Consistency::Unknown {
            state.consistency = Consistency::At(batch.end());
        }
        state.committed = state.committed.max(committed.min(state.agreed));
        state.apply(cx);
        state.acknowledge(cx);
    }
}

impl State {
    /// Asks the leader for the entries after a position of this log.
    pub fn ask_after(&self, cx: &mut Context<'_, Node>, after: u64) {
        if let Some(leader) = self.leader {
            let last = self.journal.term_at(after);
            cx.out.send(leader, Message::Resume { after, last });
        }
    }

    /// Asks the leader for piece `index` of the snapshot at `position`.
    pub fn ask_piece(&self, cx: &mut Context<'_, Node>, position: u64, index: u32) {
        if let Some(leader) = self.leader {
            cx.out.send(leader, Message::NextChunk { position, index });
        }
    }

    /// Whether this log and the leader's agree before a batch. If not, asks for earlier entries.
    fn agrees(&self, cx: &mut Context<'_, Node>, batch: &Batch<Entry>, before: Term) -> bool {
        let (start, after) = (self.journal.start(), batch.after);
        if after < start {
            return self.agrees_at_start(cx, batch);
        }
        let own = self.journal.term_at(after);
        if own == before {
            return true;
        }
        // The log with the newer term at this position goes back to before that term.
        let after = if own > before { self.journal.before_term_at(after) } else { after };
        cx.out.note(Note::Diverges { after });
        if after == start && own > before {
            self.ask_piece(cx, start, 0);
        } else {
            self.ask_after(cx, after);
        }
        false
    }

    /// The same for a batch that begins before this log does. The base cannot be removed: if it is another
    /// leader's, the follower needs a snapshot.
    fn agrees_at_start(&self, cx: &mut Context<'_, Node>, batch: &Batch<Entry>) -> bool {
        let (start, own) = (self.journal.start(), self.journal.term_at(self.journal.start()));
        let at_start = batch.entries.get((start - batch.after - 1) as usize);
        let theirs = at_start.map(|entry| entry.term);
        let differs = match theirs {
            Some(term) => term != own,
            None => batch.entries.is_empty() && own < self.term,
        };
        if differs {
            cx.out.note(Note::Diverges { after: 0 });
            self.ask_piece(cx, start, 0);
        } else if let (None, Some(entry)) = (theirs, batch.entries.last())
            && let Some(leader) = self.leader
        {
            cx.out.send(leader, Message::Resume { after: batch.end(), last: entry.term });
        }
        theirs == Some(own)
    }

    /// Removes what this log has and the leader's lacks: entries that the leader has replaced, and entries of
    /// older terms beyond the end of the leader's log.
    fn discard(&mut self, cx: &mut Context<'_, Node>, batch: &Batch<Entry>) {
        let theirs = (batch.after + 1..).zip(&batch.entries);
        let replaced = |&(position, entry): &(u64, &Entry)| {
            self.journal.at(position).is_some_and(|own| own.term != entry.term)
        };
        // Only a heartbeat ends where the leader's log ends. The leader appends in its own term from there on,
        // so this holds however late the heartbeat arrives.
        let beyond = batch.after + 1;
        let older = batch.entries.is_empty()
            && self.journal.at(beyond).is_some_and(|own| own.term < self.term);
        let first = theirs.clone().find(replaced).map(|(position, _)| position);
        let Some(first) = first.or(older.then_some(beyond)) else { return };
        let entries = self.journal.tail(first);
        self.journal.truncate(first - 1);
        self.drop_entries(cx, Missing { entries, gone_from: Some(first) });
        self.agreed = self.agreed.min(first - 1);
        self.committed = self.committed.min(first - 1);
    }

    /// Appends the entries of a batch that are new to this log.
    fn extend(&mut self, cx: &mut Context<'_, Node>, batch: &Batch<Entry>) {
        let end = self.journal.end();
        let known = end.saturating_sub(batch.after) as usize;
        for entry in batch.entries.iter().skip(known) {
            self.journal.push(entry.clone());
        }
        if self.journal.end() > end {
            self.write_down(cx, end);
        }
        self.agreed = if cx.config.checks_terms() {
            self.agreed.max(batch.end()).min(self.journal.end())
        } else {
            self.journal.end()
        };
    }

    /// Handles entries that are no longer in this log: puts them aside, if the settings ask for it, and
    /// reports those that the leader certainly lacks.
    pub fn drop_entries(&mut self, cx: &mut Context<'_, Node>, missing: Missing) {
        let Missing { entries, gone_from } = missing;
        let kept = cx.config.keeps_tail();
        for placed in entries.into_iter().filter(|placed| !placed.entry.is_marker()) {
            let (position, write) = (placed.position, placed.entry.write);
            if kept {
                self.journal.put_aside(placed);
            }
            if gone_from.is_some_and(|first| position >= first) {
                cx.out.note(Note::Discarded { write, position, kept });
            }
        }
    }

    /// The last position that a follower applies. Readers must not see what may still be removed.
    fn visible(&self, cx: &Context<'_, Node>) -> u64 {
        match cx.config.replication {
            Replication::Majority => self.committed,
            Replication::Asynchronous | Replication::SemiSynchronous | Replication::Synchronous => {
                self.journal.end()
            }
        }
    }

    fn apply(&mut self, cx: &mut Context<'_, Node>) {
        let limit = self.visible(cx);
        if cx.config.apply().0 == 0 {
            self.apply_up_to(cx, limit);
        } else if self.journal.applied() < limit && !self.applying {
            self.applying = true;
            Timer::Apply.set(cx);
        }
    }

    /// Applies one entry, on a follower that takes time to apply.
    pub fn apply_one(&mut self, cx: &mut Context<'_, Node>) {
        let limit = self.visible(cx).min(self.journal.applied() + 1);
        self.apply_up_to(cx, limit);
        self.acknowledge(cx);
        self.apply(cx);
    }

    fn apply_up_to(&mut self, cx: &mut Context<'_, Node>, limit: u64) {
        let before = self.journal.stopped();
        for Placed { position, entry } in self.journal.apply_up_to(limit, Executor::of(cx)) {
            if !entry.is_marker() {
                cx.out.note(LogNote::Applied { write: entry.write, position });
            }
        }
        if let Some((position, stop)) =
            self.journal.stopped().0.filter(|_| self.journal.stopped() != before)
        {
            cx.out.note(Note::Stops { position, stop });
        }
        if let Consistency::At(position) = self.consistency
            && self.journal.applied() >= position
        {
            self.consistency = Consistency::Reached;
        }
    }

    /// Flushes the entries after `before`, now or with the next flush.
    pub fn write_down(&mut self, cx: &mut Context<'_, Node>, before: u64) {
        if cx.config.flush().0 == 0 {
            self.journal.flush();
        } else if self.journal.flushed() == before {
            Timer::Flush.set(cx);
        }
    }

    /// Tells the leader how far this log has got.
    pub fn acknowledge(&self, cx: &mut Context<'_, Node>) {
        let Some(leader) = self.leader else { return };
        let received = self.agreed;
        let stored = received.min(self.journal.flushed());
        // Entries may be applied before they are on disk; they count once they are.
        let applied = stored.min(self.journal.applied());
        let (incarnation, learns) = (self.incarnation, self.learns);
        let reached = Reached { received, stored, applied, incarnation, learns };
        cx.out.send(leader, Message::Acknowledge { term: self.term, reached });
    }
}

impl Member {
    /// Writes to disk what is only in memory.
    pub fn flush(&mut self, cx: &mut Context<'_, Node>) {
        let before = self.state.journal.flushed();
        self.state.journal.flush();
        cx.out.note(Note::Flushed { position: self.state.journal.end() });
        match &mut self.duty {
            Duty::Leader(leading) => {
                leading.ship_flushed(&self.state, cx, before);
                leading.advance(&mut self.state, cx);
            }
            Duty::Follower(_) | Duty::Candidate(_) => self.state.acknowledge(cx),
        }
    }

    /// Accepts or refuses a message from a leader. If it accepts, the node follows this leader from now on.
    pub fn accepts(
        &mut self,
        cx: &mut Context<'_, Node>,
        from: NodeId,
        term: Term,
    ) -> Option<(&mut Following, &mut State)> {
        if let Duty::Leader(leading) = &self.duty {
            // A successor confirms that it leads by its first heartbeat.
            let confirms = !leading.takes_writes() && term > self.state.term;
            if !confirms && !self.yields(cx, from, term) {
                return None;
            }
        }
        if cx.config.turns_away_old() && term < self.state.term {
            self.refuse_old(cx, from, term);
            return None;
        }
        if term > self.state.term {
            self.state.enter(term);
            self.give_way(cx);
        }
        if self.state.leader != Some(from) {
            (self.state.leader, self.state.agreed) = (Some(from), 0);
        }
        if !matches!(self.duty, Duty::Follower(_)) {
            self.become_follower(cx);
        }
        let Duty::Follower(following) = &mut self.duty else { return None };
        following.detector.hear();
        Some((following, &mut self.state))
    }

    fn refuse_old(&self, cx: &mut Context<'_, Node>, from: NodeId, term: Term) {
        cx.out.note(Note::RefusedOld { from, term });
        if !cx.config.checks_terms() {
            // The old leader is to be switched off. What arrives was sent before that.
            return;
        }
        let term = self.state.term;
        cx.out.send(
            from,
            match self.known_leader() {
                Some(leader) => Message::Follow { term, leader },
                None => Message::Stale { term },
            },
        );
    }
}
