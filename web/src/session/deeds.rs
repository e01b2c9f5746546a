//! What a reader can do to a node: only what is possible.

use super::Intent;
use replicarium::{
    id::{Address, NodeId},
    sim::Action,
    view::{NodeView, Role, Status, WorldView},
};

/// One thing that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// What stands on its button.
    pub text: String,
    /// A name for tests.
    pub testid: &'static str,
    /// What the reader wants who presses it.
    pub wants: Intent,
}

impl Deed {
    /// Actions, in this order.
    pub fn new(
        text: impl Into<String>,
        testid: &'static str,
        actions: impl Into<Vec<Action>>,
    ) -> Self {
        Self { text: text.into(), testid, wants: Intent::All(actions.into()) }
    }
}

/// What can be done to a node.
pub fn of_node(world: &WorldView, id: NodeId) -> Vec<Deed> {
    let Some(node) = world.nodes.iter().find(|node| node.id == id) else { return Vec::new() };
    let crash = || Deed::new("Crash", "act-crash", [Action::Crash(id)]);
    match node.status {
        Status::Running => {
            let mut all = vec![crash(), Deed::new("Pause", "act-pause", [Action::Pause(id)])];
            all.extend(orders(node));
            all.extend(isolation(world, id));
            all
        }
        Status::Paused => {
            vec![Deed::new("Resume", "act-resume", [Action::Resume(id)]), crash()]
        }
        Status::Crashed => vec![Deed::new("Restart", "act-restart", [Action::Restart(id)])],
        Status::Left => Vec::new(),
    }
}

/// What the administrator of a cluster with a leader can tell a node.
fn orders(node: &NodeView) -> Vec<Deed> {
    let (id, role) = (node.id, node.replica.role);
    let mut all = Vec::new();
    if node.replica.leadership.is_none() {
        return all;
    }
    if matches!(role, Role::Follower | Role::Candidate) {
        all.push(Deed::new("Make it the leader", "act-promote", [Action::Promote(id)]));
    }
    let text = if role == Role::Leader { "Hand over and stop" } else { "Shut down" };
    all.push(Deed::new(text, "act-shut-down", [Action::ShutDown(id)]));
    all
}

/// All links to other nodes at once.
fn isolation(world: &WorldView, id: NodeId) -> Vec<Deed> {
    let others = world.nodes.iter().filter(|node| node.id != id && node.status != Status::Left);
    let ways = others.flat_map(|other| [(id, other.id), (other.id, id)]);
    let ways = ways.map(|(from, to)| (Address::Node(from), Address::Node(to)));
    let (cut, whole): (Vec<_>, Vec<_>) = ways.partition(|way| world.cuts.contains(way));
    let deed =
        |text, testid, ways: Vec<(Address, Address)>, action: fn(Address, Address) -> Action| {
            let actions: Vec<Action> =
                ways.into_iter().map(|(from, to)| action(from, to)).collect();
            (!actions.is_empty()).then(|| Deed::new(text, testid, actions))
        };
    let cut_off = deed("Cut off", "act-cut-off", whole, Action::Cut);
    let heal = deed("Heal its links", "act-heal-off", cut, Action::Heal);
    cut_off.into_iter().chain(heal).collect()
}
