use crate::{prose::StepContext, session::Frame};

/// Tells of step number `n` of a frame's run, in whatever way `say` does.
pub fn describe<T>(frame: &Frame, n: u32, say: impl FnOnce(&StepContext<'_>) -> T) -> Option<T> {
    let outcomes = frame.film.outcomes(n)?;
    let cx = StepContext {
        step: &outcomes.step,
        moved: outcomes.moved.as_ref(),
        happenings: &outcomes.happenings,
        history: &frame.history,
        world: &frame.world,
    };
    Some(say(&cx))
}
