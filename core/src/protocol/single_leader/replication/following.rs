//! The follower's side: taking entries, writing them down, applying them, saying how far it is.

use super::{
    super::{Config, Duty, Entry, Member, Message, Node, Note, Timer, config::Replication},
    Journal,
};
use crate::{
    id::{NodeId, Term},
    replica::Context,
    store::{Batch, LogNote, shipping::Fit},
};
use alloc::vec::Vec;

impl Member {
    /// Entries, or a heartbeat, from the leader.
    pub fn take(
        &mut self,
        cx: &mut Context<'_, Node>,
        batch: &Batch<Entry>,
        before: Term,
        committed: u64,
    ) {
        if let Some(partial) = &self.partial {
            // A heartbeat finds out that a piece was lost, or the leader.
            if batch.entries.is_empty() {
                self.ask_piece(cx, partial.base.position, partial.next);
            }
            return;
        }
        let (held, after) = (self.journal.end(), batch.after);
        let Fit::From(_) = batch.fit(held) else {
            cx.out.note(LogNote::Gap { held, after });
            self.ask_after(cx, held);
            return;
        };
        if cx.config.checks_terms() {
            if !self.agrees(cx, batch, before) {
                return;
            }
            self.discard(cx, batch);
        }
        let known = self.journal.end().saturating_sub(after) as usize;
        let end = self.journal.end();
        for &entry in batch.entries.iter().skip(known) {
            self.journal.push(entry);
        }
        if self.journal.end() > end {
            self.write_down(cx, end);
        }
        self.agreed = if cx.config.checks_terms() {
            self.agreed.max(batch.end()).min(self.journal.end())
        } else {
            self.journal.end()
        };
        self.committed = self.committed.max(committed.min(self.agreed));
        self.apply(cx);
        self.acknowledge(cx);
    }

    /// Asks the leader for what follows a position of this log.
    pub fn ask_after(&self, cx: &mut Context<'_, Node>, after: u64) {
        if let Some(leader) = self.leader {
            let last = self.journal.term_at(after);
            cx.out.send(leader, Message::Resume { after, last });
        }
    }

    /// Asks the leader for a piece of the snapshot that belongs to a position.
    pub fn ask_piece(&self, cx: &mut Context<'_, Node>, position: u64, index: u32) {
        if let Some(leader) = self.leader {
            cx.out.send(leader, Message::NextChunk { position, index });
        }
    }

    /// Whether this log and the leader's agree before a batch. If not, asks for something earlier.
    fn agrees(&self, cx: &mut Context<'_, Node>, batch: &Batch<Entry>, before: Term) -> bool {
        let (start, after) = (self.journal.start(), batch.after);
        let own = self.journal.term_at(after.max(start));
        if after < start {
            // The log's beginning cannot be taken back. If it is another leader's, everything comes anew.
            let theirs = batch.entries.get((start - after - 1) as usize).map(|entry| entry.term);
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
            return theirs == Some(own);
        }
        if own == before {
            return true;
        }
        // Whoever has the newer term there goes back before it.
        let after = if own > before { self.journal.before_term_at(after) } else { after };
        cx.out.note(Note::Diverges { after });
        match after == start && own > before {
            true => self.ask_piece(cx, start, 0),
            false => self.ask_after(cx, after),
        }
        false
    }

    /// Takes back what this replica has and the leader has not: entries in place of which the leader has
    /// others, and entries of older terms after the end of the leader's log.
    fn discard(&mut self, cx: &mut Context<'_, Node>, batch: &Batch<Entry>) {
        let theirs = (batch.after + 1..).zip(&batch.entries);
        let other = |&(position, entry): &(u64, &Entry)| {
            self.journal.at(position).is_some_and(|own| own.term != entry.term)
        };
        // Only a heartbeat ends where the leader's log ended. After that the leader writes in its own term,
        // so that this holds however late the heartbeat is.
        let beyond = batch.after + 1;
        let older = batch.entries.is_empty()
            && self.journal.at(beyond).is_some_and(|own| own.term < self.term);
        let first = theirs.clone().find(other).map(|(position, _)| position);
        let Some(first) = first.or(older.then_some(beyond)) else { return };
        let tail = (first..).zip(self.journal.after(first - 1).copied()).collect();
        self.journal.truncate(first - 1);
        self.drop_entries(cx, tail, Some(first));
        self.agreed = self.agreed.min(first - 1);
        self.committed = self.committed.min(first - 1);
    }

    /// What becomes of entries that are in this log no more. The leader surely has none of those from a
    /// position on.
    pub fn drop_entries(
        &mut self,
        cx: &mut Context<'_, Node>,
        entries: Vec<(u64, Entry)>,
        gone_from: Option<u64>,
    ) {
        let kept = cx.config.keeps_tail();
        for (position, entry) in entries.into_iter().filter(|(_, entry)| !entry.is_marker()) {
            if kept {
                self.journal.put_aside(position, entry);
            }
            if gone_from.is_some_and(|first| position >= first) {
                cx.out.note(Note::Discarded { write: entry.write, position, kept });
            }
        }
    }

    /// Up to where a follower applies: what may yet be taken back is not shown to readers.
    fn visible(&self, config: &Config) -> u64 {
        match config.replication {
            Replication::Majority => self.committed,
            _ => self.journal.end(),
        }
    }

    fn apply(&mut self, cx: &mut Context<'_, Node>) {
        let limit = self.visible(cx.config);
        if cx.config.apply().0 == 0 {
            note_applied(cx, &mut self.journal, limit);
        } else if self.journal.applied() < limit && !self.applying {
            self.applying = true;
            Timer::Apply.set(cx);
        }
    }

    /// One entry more, on a follower that takes its time.
    pub fn apply_one(&mut self, cx: &mut Context<'_, Node>) {
        if matches!(self.duty, Duty::Leader(_)) {
            return;
        }
        let limit = self.visible(cx.config).min(self.journal.applied() + 1);
        note_applied(cx, &mut self.journal, limit);
        self.acknowledge(cx);
        self.apply(cx);
    }

    /// Writes to disk what is only in memory.
    pub fn flush(&mut self, cx: &mut Context<'_, Node>) {
        let before = self.journal.flushed();
        self.journal.flush();
        cx.out.note(Note::Flushed { position: self.journal.end() });
        if !matches!(self.duty, Duty::Leader(_)) {
            return self.acknowledge(cx);
        }
        self.ship_flushed(cx, before);
        self.advance(cx);
    }

    /// Tells the leader how far this follower is.
    pub fn acknowledge(&self, cx: &mut Context<'_, Node>) {
        let Some(leader) = self.leader else { return };
        let (term, received) = (self.term, self.agreed);
        let stored = received.min(self.journal.flushed());
        // Each stage includes the one before: what readers see may not be on disk yet, and then does not count.
        let applied = stored.min(self.journal.applied());
        cx.out.send(leader, Message::Acknowledge { term, received, stored, applied });
    }

    /// Whether a message of this leader is to be taken; a message of an old one is refused.
    pub fn accepts(&mut self, cx: &mut Context<'_, Node>, from: NodeId, term: Term) -> bool {
        let leads = matches!(self.duty, Duty::Leader(_));
        // Whom it hands over to confirms it by leading.
        let confirms = leads && !self.takes_writes() && term > self.term;
        if leads && !confirms && !self.yields(cx, from, term) {
            return false;
        }
        if cx.config.turns_away_old() && term < self.term {
            cx.out.note(Note::RefusedOld { from, term });
            match self.known_leader() {
                // Whoever is to be switched off is told nothing: what arrives was on its way before.
                _ if !cx.config.checks_terms() => {}
                Some(leader) => cx.out.send(from, Message::Follow { term: self.term, leader }),
                None => cx.out.send(from, Message::Stale { term: self.term }),
            }
            return false;
        }
        if term > self.term {
            self.enter(term);
        }
        if self.leader != Some(from) {
            (self.leader, self.agreed) = (Some(from), 0);
        }
        if !matches!(self.duty, Duty::Follower) {
            self.become_follower(cx);
            self.leader = Some(from);
        }
        (self.heard, self.silent) = (true, 0);
        true
    }
}

fn note_applied(cx: &mut Context<'_, Node>, journal: &mut Journal, limit: u64) {
    for (position, entry) in journal.apply_up_to(limit) {
        if !entry.is_marker() {
            cx.out.note(LogNote::Applied { write: entry.write, position });
        }
    }
}
