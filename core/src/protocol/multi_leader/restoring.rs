//! A node that has lost its disk, and its peers.

use super::{Entry, Message, Node, Note};
use crate::{clock::VersionVector, id::NodeId, replica::Context};
use alloc::vec::Vec;

impl Node {
    /// Asks the peers for their rows that have not sent them yet.
    pub(super) fn restore(&self, cx: &mut Context<'_, Self>) {
        let name = self.name(cx.env.id);
        for peer in cx.env.peers().filter(|&peer| self.restoring.contains(peer)) {
            cx.out.send(peer, Message::AskRows(name));
        }
    }

    /// A peer that has lost its disk asks for all rows, under a new name.
    pub(super) fn asked_for_rows(
        &mut self,
        cx: &mut Context<'_, Self>,
        from: NodeId,
        name: NodeId,
    ) {
        self.applied.entry(name).or_insert(0);
        let rows = self.rows.values().flat_map(|row| row.versions()).cloned().collect();
        cx.out.send(from, Message::Rows(name, rows, self.seen.clone()));
    }

    /// The rows of a peer arrive. They go to the log, since others may get them only from here, and its own old writes are
    /// shipped again. An answer to a name that it has lost since, with another disk, may lack what it has written under that
    /// name.
    pub(super) fn take_rows(
        &mut self,
        cx: &mut Context<'_, Self>,
        from: NodeId,
        name: NodeId,
        rows: Vec<Entry>,
        seen: &VersionVector,
    ) {
        if name != self.name(cx.env.id) || !self.restoring.remove(from) {
            return;
        }
        cx.out.note(Note::Restored { peer: from, rows: rows.len() as u32 });
        let before = self.outgoing.log().end();
        for mut entry in rows {
            if self.merge(cx, entry.clone()) {
                // Others may have to wait for ever for what was lost before it.
                entry.causes = None;
                self.append(cx, entry);
            }
        }
        self.seen.merge(seen);
        self.release(cx);
        self.ship_news(cx, before);
    }
}
