//! Synchronous detection of conflicts: a write is acknowledged once every other leader has it.
//!
//! # Story
//! Two leaders that take concurrent writes each hear of the other's before they may acknowledge their own. Both find the
//! conflict, and the leader of the write that is not kept refuses it. A leader that does not answer stops every write of the
//! others; one that has left the cluster is not waited for.
//!
//! # Source
//! DDIA, ch. 5, "Synchronous versus asynchronous conflict detection": "you could make the conflict detection synchronous — i.e.,
//! wait for the write to be replicated to all replicas before telling the user that the write was successful".

use super::{Node, Note, topology::Places};
use crate::{
    id::{NodeId, NodeSet, OperationId},
    kv::{Refused, Reply, Request},
    replica::Context,
    view::Waiting as WaitingView,
};
use alloc::vec::Vec;

/// A write that waits until every other leader has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waiting {
    /// The write.
    pub write: OperationId,
    /// What its client asked for.
    pub request: Request,
    /// What its client is told if it is kept.
    pub reply: Reply,
    /// Its position in the log.
    pub position: u64,
    /// The leaders that it is to reach.
    pub asked: NodeSet,
    /// The leaders that have not acknowledged it.
    pub lacks: NodeSet,
}

impl Waiting {
    /// What a reader may see of it.
    pub fn view(&self) -> WaitingView {
        let asked: Vec<(NodeId, bool)> =
            self.asked.iter().map(|node| (node, !self.lacks.contains(node))).collect();
        let needed = asked.len() as u16;
        let answers = needed - self.lacks.len() as u16;
        let (operation, request) = (self.write, self.request);
        WaitingView { operation, request, answers, needed, asked, answered: false }
    }
}

impl Node {
    /// Answers a write of its own, at once or when every other leader has it.
    pub(super) fn acknowledge(&mut self, cx: &mut Context<'_, Self>, mut waiting: Waiting) {
        if !cx.config.waits() {
            return cx.out.reply(waiting.write, waiting.reply);
        }
        let places = Places::new(cx.config, cx.env.members);
        waiting.asked = places.neighbours(cx.env.id, NodeSet::default());
        waiting.lacks = waiting.asked;
        self.waiting.push(waiting);
        self.answer(cx);
    }

    /// A leader has everything up to a position of this log.
    pub(super) fn has(&mut self, cx: &mut Context<'_, Self>, peer: NodeId, position: u64) {
        for waiting in self.waiting.iter_mut().filter(|it| it.position <= position) {
            waiting.lacks.remove(peer);
        }
        self.answer(cx);
    }

    /// The members or the settings have changed: it waits for leaders only, and only if it is to wait.
    pub(super) fn wait_for_members(&mut self, cx: &mut Context<'_, Self>) {
        let places = Places::new(cx.config, cx.env.members);
        let leaders: NodeSet = if cx.config.waits() {
            places.neighbours(cx.env.id, NodeSet::default())
        } else {
            NodeSet::default()
        };
        for waiting in &mut self.waiting {
            waiting.asked = waiting.asked.and(leaders);
            waiting.lacks = waiting.lacks.and(leaders);
        }
        self.answer(cx);
    }

    /// Answers the writes that every other leader has.
    fn answer(&mut self, cx: &mut Context<'_, Self>) {
        self.waiting.retain(|waiting| {
            let waits = !waiting.lacks.is_empty();
            if !waits {
                cx.out.reply(waiting.write, waiting.reply);
            }
            waits
        });
    }

    /// A write that is not kept is refused, if its client has not been answered yet.
    pub(super) fn give_way(
        &mut self,
        cx: &mut Context<'_, Self>,
        write: OperationId,
        other: OperationId,
    ) {
        let Some(at) = self.waiting.iter().position(|it| it.write == write) else { return };
        self.waiting.remove(at);
        cx.out.note(Note::GivesWay { write, other });
        cx.out.reply(write, Reply::Refused(Refused::Conflict));
    }
}
