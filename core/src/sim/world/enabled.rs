//! The enabled actions: the moves of a search.

use super::{Action, Address, Status, World};
use crate::id::NodeId;
use alloc::vec::Vec;

impl World {
    /// Every action that [`apply`](World::apply) accepts now, except those with open arguments
    /// (invocations, skew, settings).
    #[must_use]
    pub fn enabled(&self) -> Vec<Action> {
        let mut enabled = Vec::new();
        for e in self.flight.iter() {
            let running = match e.to {
                Address::Node(node) => self.nodes[usize::from(node.0)].status == Status::Running,
                Address::Client(_) | Address::Switch(_) => true,
            };
            if running && !self.is_cut(e.from, e.to) {
                enabled.push(Action::Deliver(e.id));
            }
            if !e.payload.is_timer() {
                let hold = if e.held { Action::Release(e.id) } else { Action::Hold(e.id) };
                enabled.extend([Action::Drop(e.id), Action::Duplicate(e.id), hold]);
            }
        }
        for (n, node) in self.nodes.iter().enumerate() {
            let id = NodeId(n as u16);
            match node.status {
                Status::Running => enabled.extend([Action::Crash(id), Action::Pause(id)]),
                Status::Paused => enabled.extend([Action::Crash(id), Action::Resume(id)]),
                Status::Crashed => enabled.extend([Action::Restart(id), Action::Wipe(id)]),
                Status::Left => continue,
            }
            if node.status == Status::Running && self.replicas.features().leader {
                enabled.extend([Action::Promote(id), Action::ShutDown(id)]);
            }
            let rest: Vec<NodeId> = self.members.iter().copied().filter(|&m| m != id).collect();
            if !rest.is_empty() && self.replicas.check(&rest).is_ok() {
                enabled.push(Action::Leave(id));
            }
            let here = Address::Node(id);
            for &other in self.members.iter().filter(|&&other| other != id) {
                let switch = Address::Switch(other);
                let paths = [(here, switch), (switch, here)].into_iter();
                let paths = paths.filter(|_| self.replicas.features().switches);
                for (from, to) in core::iter::once((here, other.into())).chain(paths) {
                    let cut = self.network.is_cut(from, to);
                    enabled.push(if cut { Action::Heal(from, to) } else { Action::Cut(from, to) });
                }
            }
        }
        let next = NodeId(self.nodes.len() as u16);
        if next.0 < NodeId::LIMIT {
            enabled.push(Action::Join(next));
        }
        enabled
    }
}
