//! The calm after a run: all faults end, and the clock goes on for a while.

use crate::{
    id::NodeId,
    knob::Knob,
    sim::{Action, By, Happening, Step, StepLog, World},
    time::Duration,
    view::Role,
};
use alloc::vec::Vec;

/// How long the calm takes: several heartbeats, and more than any patience.
pub const CALM: Duration = Duration::millis(1_000);

/// Mends what is broken and lets the clock go on for [`CALM`]; `each` sees every step and what came of it.
/// Nobody invokes anything meanwhile. If then nobody leads where a person chooses who does, one does: a
/// replica with the longest log is told to, and the clock goes on for as long again.
///
/// "Once nothing is in flight and nothing is broken" needs this: without it, a message that a heartbeat
/// would have replaced would count as lost for ever.
pub fn settle(world: &mut World, mut each: impl FnMut(Step, &[Happening])) -> u32 {
    let mut log = StepLog::default();
    let mut steps = 0;
    let mut apply = |world: &mut World, step: Step| {
        let done = world.apply(step.at, step.action, &mut log).is_ok();
        if done {
            each(step, &log.happenings);
            steps += 1;
        }
        done
    };
    let mends = |action: &Action| {
        matches!(action, Action::Restart(_) | Action::Resume(_) | Action::Heal(..))
            || matches!(action, Action::Release(_))
    };
    let mending: Vec<Action> = world.enabled().into_iter().filter(mends).collect();
    for action in mending {
        let at = world.now();
        apply(world, Step { at, by: By::Reader, action });
    }
    go_on(world, &mut apply);
    if let Some(node) = successor(world) {
        let (at, action) = (world.now(), Action::Promote(node));
        apply(world, Step { at, by: By::Reader, action });
        go_on(world, &mut apply);
    }
    steps
}

fn go_on(world: &mut World, mut apply: impl FnMut(&mut World, Step) -> bool) {
    let until = world.now() + CALM;
    while let Some((at, action)) = world.due()
        && at <= until
        && apply(world, Step { at, by: By::Clock, action })
    {}
}

/// Where a person chooses who leads, and nobody does: a replica with the longest log.
fn successor(world: &World) -> Option<NodeId> {
    world.knob(Knob::Failover).filter(|&by| by == 0)?;
    let view = world.view();
    let replicas = || view.nodes.iter().filter(|node| node.replica.role.is_replica());
    if replicas().any(|node| node.replica.role == Role::Leader) {
        return None;
    }
    replicas().rev().max_by_key(|node| node.replica.end()).map(|node| node.id)
}
