//! The calm after a run: all faults end, and the clock goes on for a while.

use crate::{
    sim::{Action, By, Happening, Step, StepLog, World},
    time::Duration,
};
use alloc::vec::Vec;

/// How long the calm takes: several heartbeats, and more than any patience.
pub const CALM: Duration = Duration::millis(1_000);

/// Mends what is broken and lets the clock go on for [`CALM`]; `each` sees every step and what came of it.
/// Nobody invokes anything meanwhile.
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
    let until = world.now() + CALM;
    while let Some((at, action)) = world.due()
        && at <= until
        && apply(world, Step { at, by: By::Clock, action })
    {}
    steps
}
