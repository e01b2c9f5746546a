//! Fencing by switching off: orders to power switches, and the promotion that waits for them.

use super::super::{
    Config, Member, Message, Node, Note, Timer,
    config::{Fencing, Promotion},
    member::{Duty, State},
};
use crate::{
    id::{NodeId, NodeSet, Term},
    replica::Context,
    time::Duration,
};

/// The orders to power switches that are not confirmed yet, and what waits for them. In memory only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SwitchingOff {
    /// The nodes that are to be off.
    pub nodes: NodeSet,
    /// The term in which this node leads once they are.
    pub then: Option<Term>,
}

impl Config {
    /// Whether a leader has other leaders switched off.
    pub(in super::super) const fn switches_off(&self) -> bool {
        matches!(self.fencing, Fencing::SwitchOff | Fencing::SwitchOffEachOther)
    }

    /// Whether a new leader begins before the old one is known to be off.
    fn begins_at_once(&self) -> bool {
        !self.switches_off() || self.promotion == Promotion::AtOnce
    }
}

impl State {
    /// Remembers the leader that is about to be forgotten: a node that leads later has it switched off.
    pub const fn remember_leader(&mut self, config: &Config) {
        if let (true, Some(leader)) = (config.switches_off(), self.leader) {
            self.replaced = Some(leader);
        }
    }
}

impl Member {
    /// Leads in a term: at once, or as soon as the old leader is known to be off.
    pub fn lead_in(&mut self, cx: &mut Context<'_, Node>, term: Term) {
        let old = self.state.leader.or(self.state.replaced).filter(|&old| old != cx.env.id);
        let old = old.filter(|_| cx.config.switches_off());
        if let Some(old) = old {
            self.switch_off(cx, old);
        }
        if old.is_none() || cx.config.begins_at_once() {
            self.begin(cx, term);
        } else if self.switching_off.then.replace(term) != Some(term) {
            cx.out.note(Note::WaitsUntilOff { nodes: self.switching_off.nodes });
            self.keep_votes(cx);
        }
    }

    fn begin(&mut self, cx: &mut Context<'_, Node>, term: Term) {
        (self.state.term, self.state.voted) = (term, Some(cx.env.id));
        self.lead(cx);
    }

    /// Orders the power switch of a node to switch it off, unless such an order is open.
    pub fn switch_off(&mut self, cx: &mut Context<'_, Node>, node: NodeId) {
        if !self.switching_off.nodes.contains(node) {
            self.switching_off.nodes.insert(node);
            cx.out.note(Note::SwitchesOff { node });
            cx.out.power_off(node);
            Timer::Confirmation.set(cx);
        }
    }

    /// The power switch of a node confirms that the node is off.
    pub fn powered_off(&mut self, cx: &mut Context<'_, Node>, node: NodeId) {
        if !self.switching_off.nodes.remove(node) {
            return;
        }
        cx.out.note(Note::KnowsOff { node });
        if self.switching_off.nodes.is_empty() {
            cx.out.cancel(Timer::Confirmation);
            self.stop_waiting(cx);
        }
    }

    /// Leads if it was about to: nothing is waited for any more.
    fn stop_waiting(&mut self, cx: &mut Context<'_, Node>) {
        if let Some(term) = self.switching_off.then.take() {
            self.begin(cx, term);
        }
    }

    /// The settings changed: perhaps a promotion need not wait any more.
    pub fn reconsider(&mut self, cx: &mut Context<'_, Node>) {
        if cx.config.begins_at_once() {
            self.stop_waiting(cx);
        }
    }

    /// No confirmation came in time: whether the node is off is not known. The order is repeated.
    pub fn unconfirmed(&mut self, cx: &mut Context<'_, Node>) {
        for node in self.switching_off.nodes.iter() {
            cx.out.note(Note::NotConfirmed { node });
            cx.out.power_off(node);
        }
        Timer::Confirmation.set(cx);
    }

    /// Another node leads, or stands for election, in a newer term: this one no longer waits to lead, and leaves
    /// switching off to that one.
    pub fn give_way(&mut self, cx: &mut Context<'_, Node>) {
        if self.switching_off != SwitchingOff::default() {
            self.switching_off = SwitchingOff::default();
            cx.out.cancel(Timer::Confirmation);
        }
    }

    /// A candidate that has the votes, and waits, asks for them again before the voters suspect that nobody leads. Asking
    /// is idempotent.
    pub fn keep_votes(&self, cx: &mut Context<'_, Node>) {
        let Duty::Candidate(_) = self.duty else { return };
        let (term, end) = (self.state.term, self.state.journal.last());
        for peer in cx.config.peers(cx.env) {
            cx.out.send(peer, Message::AskVote { term, end });
        }
        let Duration(suspect) = cx.config.suspect();
        cx.out.timer(Timer::Campaign, Duration(suspect / 2));
    }
}
