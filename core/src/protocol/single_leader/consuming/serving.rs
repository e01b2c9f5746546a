//! The leader's side: what it answers to a consumer.

use super::{
    super::{
        Entry, Member, Message, Node, Note,
        entry::Change,
        member::{Duty, State},
    },
    Changes, Item, Mark, Source, What,
};
use crate::{
    id::{NodeId, OperationId},
    replica::Context,
    store::{
        record::{Format, Local, captured_after, change_table},
        table,
    },
};
use alloc::{boxed::Box, vec::Vec};

impl Member {
    /// A consumer asks for the changes after a position.
    pub fn fetch(&mut self, cx: &mut Context<'_, Node>, from: NodeId, after: Mark) {
        match self.duty {
            Duty::Leader(_) => {
                if let Some(changes) = self.state.changes_after(cx, from, after) {
                    cx.out.send(from, Message::Changes(Box::new(changes)));
                }
            }
            Duty::Follower(_) | Duty::Candidate(_) => self.point_out(cx, from),
        }
    }
}

impl State {
    fn changes_after(
        &mut self,
        cx: &mut Context<'_, Node>,
        to: NodeId,
        after: Mark,
    ) -> Option<Changes> {
        let limit = cx.config.consumer_batch as usize;
        let journal = &self.journal;
        let fits = match cx.config.log {
            Format::Trigger => after.source == Source::ChangeTable && after.term == self.term,
            Format::Statement | Format::Wal | Format::Row => {
                after.source == Source::Log
                    && (journal.start()..=journal.end()).contains(&after.position)
                    && journal.term_at(after.position) == after.term
            }
        };
        match after.source {
            _ if !fits => self.all(cx, to, after),
            Source::Log => Some(self.entries_after(after, limit)),
            Source::ChangeTable => Some(self.captured_after(cx, to, after, limit)),
        }
    }

    /// The last position that a consumer may have: it is committed, on disk and applied.
    fn readable(&self) -> u64 {
        self.committed.min(self.journal.flushed()).min(self.journal.applied())
    }

    /// The changes of the entries of the log after a position.
    fn entries_after(&self, after: Mark, limit: usize) -> Changes {
        let (journal, newest) = (&self.journal, self.readable());
        let (mut items, mut end, mut stops) = (Vec::new(), after.position, false);
        let read = (newest.saturating_sub(after.position) as usize).min(limit);
        for (position, entry) in
            (after.position + 1..).zip(journal.after(after.position)).take(read)
        {
            match self.changes_of(position, entry) {
                Some(changes) => items.extend(changes),
                None => {
                    stops = true;
                    break;
                }
            }
            end = position;
        }
        let end = Mark { source: Source::Log, term: journal.term_at(end), position: end };
        Changes { term: self.term, after, end, newest, whole: false, stops, items }
    }

    /// The changes of an entry of the log; `None` if it does not say them.
    fn changes_of(&self, position: u64, entry: &Entry) -> Option<Vec<Item>> {
        let item = |what| Item { position, write: entry.write, what };
        match &entry.change {
            Change::Marker => Some(Vec::new()),
            Change::Write => Some(Vec::from([item(What::Value(entry.key, entry.value))])),
            Change::Tables(record) if record.has_rows() => {
                // The rows before the entry complete what it says of them.
                let mut database = self.journal.database_at(position - 1);
                let changes = record.apply(&mut database, Local::default(), false).ok()?;
                Some(changes.into_iter().map(|change| item(What::Row(change))).collect())
            }
            Change::Tables(_) => None,
        }
    }

    /// The rows of the change table after a number.
    fn captured_after(
        &self,
        cx: &mut Context<'_, Node>,
        to: NodeId,
        after: Mark,
        limit: usize,
    ) -> Changes {
        let database = self.journal.database_at(self.readable());
        let read = captured_after(&database, after.position, limit);
        let stops = read.is_err();
        let captured = |(position, change)| Item {
            position,
            write: OperationId::default(),
            what: What::Row(change),
        };
        let items: Vec<Item> = read.into_iter().flatten().map(captured).collect();
        if !items.is_empty() {
            cx.out.note(Note::Queried { by: to, rows: items.len() as u32 });
        }
        let position = items.last().map_or(after.position, |item| item.position);
        let (end, newest) = (Mark { position, ..after }, last_captured(&database));
        Changes { term: self.term, after, end, newest, whole: false, stops, items }
    }

    /// All rows, for a consumer that cannot go on from its position. `None` while they are not complete.
    fn all(&mut self, cx: &mut Context<'_, Node>, to: NodeId, after: Mark) -> Option<Changes> {
        // The consumer must not have what a crash takes from the leader.
        self.journal.flush();
        let position = self.journal.applied();
        let of_trigger = cx.config.log == Format::Trigger;
        // What an earlier leader executed, and this one has yet to apply, no trigger writes to its change table.
        let foreign = self.journal.after(position).next().is_some_and(|it| it.term < self.term);
        if self.committed < position || of_trigger && foreign {
            return None;
        }
        let (journal, database) = (&self.journal, self.journal.database());
        let values = journal.rows().iter().filter(|(key, _)| !journal.is_of_table(**key));
        let value = |(&key, stored): (&_, &super::super::replication::Stored)| Item {
            position: stored.position,
            write: stored.write,
            what: What::Value(key, stored.value),
        };
        let mut items: Vec<Item> =
            if of_trigger { Vec::new() } else { values.map(value).collect() };
        let tables = (0..).zip(database.tables()).map(|(file, table)| (file, table.definition()));
        for (file, table) in tables.filter(|it| !of_trigger || it.1.table != change_table()) {
            let row = |placed: table::Placed| {
                let (table, after) = (table.clone(), Some(placed.row));
                let change = table::Change { table, before: None, after, by_trigger: false };
                Item { position, write: OperationId::default(), what: What::Row(change) }
            };
            items.extend(database.rows(file).map(row));
        }
        let end = match of_trigger {
            true => Mark {
                source: Source::ChangeTable,
                term: self.term,
                position: last_captured(&database),
            },
            false => Mark { source: Source::Log, term: journal.term_at(position), position },
        };
        cx.out.note(Note::SnapshotBegun { peer: to, position: end.position });
        let (term, newest) = (self.term, end.position);
        Some(Changes { term, after, end, newest, whole: true, stops: false, items })
    }
}

/// The number of the last row of the change table.
fn last_captured(database: &table::Database) -> u64 {
    let file = database.file(change_table());
    file.map_or(0, |file| database.table(file).next().unsigned_abs().saturating_sub(1))
}
