//! A consistent snapshot for a follower that cannot catch up from the log: rows that belong to exactly
//! one position, sent piece by piece while writes go on.

use super::{
    super::{Duty, Member, Message, Node, Note},
    Base, Held, Rows,
};
use crate::{
    id::{NodeId, Term},
    kv::Key,
    replica::Context,
};
use alloc::{boxed::Box, rc::Rc, vec::Vec};

/// A piece of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chunk {
    /// The leader's term.
    pub term: Term,
    /// The position that the snapshot belongs to.
    pub position: u64,
    /// The term of the entry there.
    pub last: Term,
    /// Which piece, counted from 0.
    pub index: u32,
    /// How many there are.
    pub of: u32,
    /// Its rows.
    pub rows: Vec<(Key, Held)>,
}

/// A snapshot that a leader sends: it is taken once, and kept until the follower has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sending {
    position: u64,
    last: Term,
    /// Rows in a piece, as the setting was when it was taken.
    size: u32,
    rows: Rc<Vec<(Key, Held)>>,
}

impl Sending {
    /// Whether who has everything up to a position still needs it.
    pub const fn goes_beyond(&self, position: u64) -> bool {
        position < self.position
    }
}

/// The pieces that have arrived; on disk, so that a crash does not undo them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Partial {
    /// What they make so far.
    pub base: Base,
    /// The piece that comes next.
    pub next: u32,
    /// How many there are.
    pub of: u32,
}

impl Member {
    /// A new follower asks for a snapshot, or for its next piece.
    pub fn next_chunk(
        &mut self,
        cx: &mut Context<'_, Node>,
        from: NodeId,
        position: u64,
        index: u32,
    ) {
        let (start, applied) = (self.journal.start(), self.journal.applied());
        let Duty::Leader(leading) = &mut self.duty else { return self.point_out(cx, from) };
        let sending = leading.peers.entry(from).or_default().sending.clone();
        match sending.filter(|sending| sending.position == position) {
            Some(sending) => self.send_chunk(cx, from, &sending, index),
            // So little that the log itself is the shorter way; not for one that has half a snapshot.
            None if position == 0 && start == 0 && applied <= cx.config.chunk.into() => {
                self.resume(cx, from, (0, Term::default()));
            }
            None => self.begin_snapshot(cx, from),
        }
    }

    /// Takes a snapshot for a follower and sends its first piece.
    pub fn begin_snapshot(&mut self, cx: &mut Context<'_, Node>, to: NodeId) {
        // It may be all that another node has: so it does not go farther than the disk.
        self.journal.flush();
        let position = self.journal.applied();
        let last = self.journal.term_at(position);
        let rows = self.journal.rows().iter().map(|(&key, &held)| (key, held));
        let size = cx.config.chunk;
        let sending = Sending { position, last, size, rows: Rc::new(rows.collect()) };
        cx.out.note(Note::SnapshotBegun { peer: to, position });
        self.send_chunk(cx, to, &sending, 0);
        if let Duty::Leader(leading) = &mut self.duty {
            leading.peers.entry(to).or_default().sending = Some(sending);
        }
    }

    /// Sends a piece.
    pub fn send_chunk(
        &self,
        cx: &mut Context<'_, Node>,
        to: NodeId,
        sending: &Sending,
        index: u32,
    ) {
        let Sending { position, last, size, .. } = *sending;
        let of = (sending.rows.len() as u32).div_ceil(size).max(1);
        let before = index.saturating_mul(size) as usize;
        let rows = sending.rows.iter().skip(before).take(size as usize).copied().collect();
        let chunk = Chunk { term: self.term, position, last, index, of, rows };
        cx.out.send(to, Message::Chunk(Box::new(chunk)));
    }

    /// A piece arrives. The first one begins a snapshot, whatever was there before.
    pub fn take_chunk(&mut self, cx: &mut Context<'_, Node>, chunk: Chunk) {
        let Some(leader) = self.leader else { return };
        let Chunk { position, last, index, of, rows, .. } = chunk;
        if self.agreed > 0 && position <= self.agreed {
            // A late one: the log has got there by itself, and farther.
            return;
        }
        if (self.journal.start()..=self.journal.end()).contains(&position)
            && self.journal.term_at(position) == last
        {
            // So is this one, of a new leader: what follows may be promised to clients, and stays.
            self.partial = None;
            return self.ask_after(cx, self.journal.end());
        }
        // Two leaders may have taken theirs at one position.
        let same = |p: &Partial| (p.base.position, p.base.term, p.of) == (position, last, of);
        let fits = |partial: &Partial| same(partial) && partial.next == index;
        if index == 0 && !self.partial.as_deref().is_some_and(same) {
            let base = Base { position, term: last, rows: Rows::new() };
            self.partial = Some(Box::new(Partial { base, next: 0, of }));
        }
        let Some(partial) = self.partial.as_deref_mut().filter(|partial| fits(partial)) else {
            return;
        };
        for (key, held) in rows {
            partial.base.rows.insert(key, held);
        }
        partial.next += 1;
        cx.out.note(Note::SnapshotPiece { piece: partial.next, of });
        if partial.next < of {
            cx.out.send(leader, Message::NextChunk { position, index: partial.next });
            return;
        }
        if let Some(whole) = self.partial.take() {
            let (entries, gone_from) = self.journal.missing_in(&whole.base, self.agreed);
            self.journal.install(whole.base);
            self.drop_entries(cx, entries, gone_from);
            (self.agreed, self.committed) = (position, position);
            cx.out.note(Note::SnapshotInstalled { position });
            self.ask_after(cx, position);
        }
    }
}
