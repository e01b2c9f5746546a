use crate::{prose::Told, session::Frame};

/// Step `n` of a frame, with what a sentence about it needs.
pub fn told(frame: &Frame, n: u32) -> Option<Told<'_>> {
    let shot = frame.film.shots.get(n as usize)?;
    Some(Told {
        step: &shot.step,
        moved: shot.moved.as_ref(),
        happenings: &shot.happenings,
        history: &frame.history,
        world: &frame.world,
    })
}
