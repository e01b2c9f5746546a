//! Letting a world settle: all faults end, and time passes.

use crate::{
    id::NodeId,
    sim::{Action, By, Happening, Step, StepLog, World},
    time::Duration,
    view::Role,
};
use alloc::vec::Vec;

/// The time in which a world settles: several heartbeats, and longer than any timeout.
pub const CALM: Duration = Duration::millis(1_000);

/// Ends all faults and lets the clock run for [`CALM`], without new operations; returns the number of steps. `each` is
/// called with every step and what happened. If leaders are appointed by hand and there is none then, a replica with the
/// longest log is appointed, and the clock runs for [`CALM`] again.
///
/// Convergence is judged only after this: otherwise a lost message that a heartbeat replaces would count as lost for
/// ever.
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

/// A replica with the longest log, if leaders are appointed by hand and there is none.
fn successor(world: &World) -> Option<NodeId> {
    if !world.features().appointed {
        return None;
    }
    let view = world.view();
    let replicas = || view.nodes.iter().filter(|node| node.replica.role.is_replica());
    if replicas().any(|node| node.replica.role == Role::Leader) {
        return None;
    }
    replicas().rev().max_by_key(|node| node.replica.end()).map(|node| node.id)
}
