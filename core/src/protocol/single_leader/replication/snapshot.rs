//! A consistent snapshot for a follower that cannot catch up from the log: the rows at one position, sent
//! piece by piece while writes go on.

use super::{
    super::{
        Message, Node, Note,
        member::{Consistency, State},
    },
    Base, Following, Leading, Rows, Stored,
};
use crate::{
    id::{NodeId, Term},
    kv::Key,
    replica::Context,
    store::table::Database,
};
use alloc::{boxed::Box, rc::Rc, vec::Vec};

/// A piece of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chunk {
    /// The leader's term.
    pub term: Term,
    /// The position of the snapshot.
    pub position: u64,
    /// The term of the entry at that position.
    pub last: Term,
    /// The index of the piece, counted from 0.
    pub index: u32,
    /// The number of pieces.
    pub of: u32,
    /// The rows in this piece.
    pub rows: Vec<(Key, Stored)>,
    /// In the last piece: the tables. In the others, none.
    pub tables: Database,
}

/// A snapshot that a leader is sending. It is taken once and kept until the follower has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sending {
    position: u64,
    last: Term,
    /// Rows in a piece, by the setting at the time of the snapshot.
    size: u32,
    rows: Rc<Vec<(Key, Stored)>>,
    tables: Database,
}

impl Sending {
    /// Whether a follower that has everything up to `position` still needs it.
    pub const fn goes_beyond(&self, position: u64) -> bool {
        position < self.position
    }

    /// Sends piece `index`.
    pub fn send(&self, state: &State, cx: &mut Context<'_, Node>, to: NodeId, index: u32) {
        let Self { position, last, size, .. } = *self;
        let of = (self.rows.len() as u32).div_ceil(size).max(1);
        let before = index.saturating_mul(size) as usize;
        let rows = self.rows.iter().skip(before).take(size as usize).copied().collect();
        let is_last = index + 1 == of;
        let tables = if is_last { self.tables.clone() } else { Database::default() };
        let chunk = Chunk { term: state.term, position, last, index, of, rows, tables };
        cx.out.send(to, Message::Chunk(Box::new(chunk)));
    }
}

/// The pieces of a snapshot that have arrived; on disk, so that a crash does not lose them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Partial {
    /// The rows so far.
    pub base: Base,
    /// The index of the next piece.
    pub next: u32,
    /// The number of pieces.
    pub of: u32,
}

impl Leading {
    /// A follower asks for a snapshot, or for its next piece.
    pub fn next_chunk(
        &mut self,
        state: &mut State,
        cx: &mut Context<'_, Node>,
        from: NodeId,
        position: u64,
        index: u32,
    ) {
        let (start, applied) = (state.journal.start(), state.journal.applied());
        let sending = self.peers.entry(from).or_default().sending.clone();
        match sending.filter(|sending| sending.position == position) {
            Some(sending) => sending.send(state, cx, from, index),
            // The whole log fits into one piece. A follower with half a snapshot must get the rest of it.
            None if position == 0 && start == 0 && applied <= cx.config.chunk.into() => {
                self.resume(state, cx, from, 0, Term::default());
            }
            None => self.begin_snapshot(state, cx, from),
        }
    }

    /// Takes a snapshot for a follower and sends its first piece.
    pub fn begin_snapshot(&mut self, state: &mut State, cx: &mut Context<'_, Node>, to: NodeId) {
        // The follower may become the only one that has it, so it must not go beyond the leader's disk.
        state.journal.flush();
        let position = state.journal.applied();
        let last = state.journal.term_at(position);
        let rows = state.journal.rows().iter().map(|(&key, &stored)| (key, stored));
        let size = cx.config.chunk;
        let (rows, tables) = (Rc::new(rows.collect()), state.journal.database());
        let sending = Sending { position, last, size, rows, tables };
        cx.out.note(Note::SnapshotBegun { peer: to, position });
        sending.send(state, cx, to, 0);
        self.peers.entry(to).or_default().sending = Some(sending);
    }
}

impl Following {
    /// A piece arrives. The first piece begins a new snapshot and discards one that is not complete.
    pub fn take_chunk(&mut self, state: &mut State, cx: &mut Context<'_, Node>, chunk: Chunk) {
        let Some(leader) = state.leader else { return };
        let Chunk { position, last, index, of, rows, tables, .. } = chunk;
        if state.agreed > 0 && position <= state.agreed {
            // A late piece: the log has got beyond it by itself.
            return;
        }
        let (start, end) = (state.journal.start(), state.journal.end());
        if (start..=end).contains(&position) && state.journal.term_at(position) == last {
            // The log includes this snapshot. It stays, because the entries after it may be acknowledged.
            self.partial = None;
            return state.ask_after(cx, end);
        }
        // Two leaders may have taken a snapshot at the same position.
        let same = |p: &Partial| (p.base.position, p.base.term, p.of) == (position, last, of);
        if index == 0 && !self.partial.as_deref().is_some_and(same) {
            let base = Base { position, term: last, rows: Rows::new() };
            self.partial = Some(Box::new(Partial { base, next: 0, of }));
        }
        if let Some(partial) = self.partial.as_deref().filter(|it| same(it) && it.next > 0)
            && index == 0
        {
            // Another leader begins the snapshot of which this follower has the first pieces.
            return state.ask_piece(cx, position, partial.next);
        }
        let expected = self.partial.as_deref_mut().filter(|it| same(it) && it.next == index);
        let Some(partial) = expected else { return };
        for (key, stored) in rows {
            partial.base.rows.insert(key, stored);
        }
        partial.next += 1;
        let next = partial.next;
        cx.out.note(Note::SnapshotPiece { piece: next, of });
        if next < of {
            cx.out.send(leader, Message::NextChunk { position, index: next });
        } else if let Some(whole) = self.partial.take() {
            let missing = state.journal.missing_in(&whole.base, state.agreed);
            state.journal.install(whole.base, &tables);
            state.drop_entries(cx, missing);
            (state.agreed, state.committed) = (position, position);
            state.consistency = Consistency::Reached;
            cx.out.note(Note::SnapshotInstalled { position });
            state.ask_after(cx, position);
        }
    }
}
