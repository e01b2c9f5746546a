//! Finds lines of a script that cannot happen, without a run.
//!
//! Links, pauses, crashes, members, clocks and settings change only as the script says, apart from a node that stops by
//! itself. So the script's own actions are applied in order to a world in which no time passes. What only a run can
//! know (an envelope, a node that has stopped, a client that still waits) is left to the run.

use crate::sim::{
    Action, Refusal, StepLog, World,
    setup::{Choice, Line},
};

/// The first line of a script that cannot happen, by its index, and why.
pub fn first_impossible(world: &mut World, script: &[Line]) -> Option<(usize, Refusal)> {
    script.iter().enumerate().find_map(|(n, line)| {
        let Choice::Act(action) = line.choice else { return None };
        if !is_scripted(&action) {
            return None;
        }
        let refusal = world.apply(world.now(), action, &mut StepLog::default()).err()?;
        (!may_be_stopped(&action, &refusal)).then_some((n, refusal))
    })
}

/// Whether only the script decides if the action can happen.
const fn is_scripted(action: &Action) -> bool {
    match action {
        Action::Crash(_)
        | Action::Restart(_)
        | Action::Wipe(_)
        | Action::Pause(_)
        | Action::Resume(_)
        | Action::Cut(..)
        | Action::Heal(..)
        | Action::Skew(..)
        | Action::Join(_)
        | Action::Leave(_)
        | Action::Configure(_) => true,
        Action::Invoke { .. }
        | Action::Deliver(_)
        | Action::Drop(_)
        | Action::Duplicate(_)
        | Action::Hold(_)
        | Action::Release(_)
        | Action::Promote(_)
        | Action::ShutDown(_) => false,
    }
}

/// Whether the action may be possible in a run, in which the node has stopped by itself.
const fn may_be_stopped(action: &Action, refusal: &Refusal) -> bool {
    matches!((action, refusal), (Action::Restart(_) | Action::Wipe(_), Refusal::NotCrashed(_)))
}
