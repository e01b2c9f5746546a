//! Conflict handlers that run in the background and write what they make.
//!
//! # Story
//! A leader that finds concurrent versions of a key runs the handler some time later, and writes its result in place of the
//! versions that it has then. The result travels as any other write. Until then reads return the newest version. A leader that
//! was down finds its conflicts again.
//!
//! # Source
//! DDIA, ch. 5, "Custom conflict resolution logic": "as soon as the database system detects a conflict in the log of replicated
//! changes, it calls the conflict handler … it runs in a background process and it must execute quickly".

use super::{Entry, Node, Note, Timer, Write, topology::Places};
use crate::{kv::Key, replica::Context};
use alloc::vec::Vec;

impl Node {
    /// Has the handler run on a key.
    pub(super) fn handle_later(&self, cx: &mut Context<'_, Self>, key: Key) {
        let leads = Places::new(cx.config, cx.env.members).leader_of(cx.env.id).is_none();
        if let Some(after) = cx.config.writes_after().filter(|_| leads) {
            cx.out.timer(Timer::Handle(key), after);
        }
    }

    /// Has the handler run on every key with concurrent versions.
    pub(super) fn find_conflicts(&self, cx: &mut Context<'_, Self>) {
        let open = self.rows.iter().filter(|(_, row)| row.conflicts());
        let open: Vec<Key> = open.map(|(&key, _)| key).collect();
        open.into_iter().for_each(|key| self.handle_later(cx, key));
    }

    /// Runs the handler on a key, and writes its result.
    pub(super) fn handle(&mut self, cx: &mut Context<'_, Self>, key: Key) {
        let Some(row) = self.rows.get(&key).filter(|row| row.conflicts()) else { return };
        let Some(made) = row.made(cx.config.handler).filter(|_| cx.config.writes_after().is_some())
        else {
            return;
        };
        let versions = row.different().len() as u16;
        cx.out.note(Note::Handled { key, write: made.write, versions });
        let write = self.write(cx, made.write, key, made.value, &None);
        let entry = Entry::from(Write { made: made.made, ..write });
        let before = self.outgoing.log().end();
        self.append(cx, entry.clone());
        self.merge(cx, entry);
        self.ship_news(cx, before);
    }
}
