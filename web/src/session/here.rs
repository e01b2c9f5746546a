//! The world at the playhead, and what is known of every promise there: worked out once a step.

use super::Branch;
use replicarium::{check::Judge, history::History, sim::World, view::WorldView};
use std::rc::Rc;

/// What is so at one step of one branch.
#[derive(Clone)]
pub struct Here {
    /// The world.
    pub cluster: Rc<World>,
    /// What a reader may see of it.
    pub world: Rc<WorldView>,
    /// What clients had seen.
    pub history: Rc<History>,
    /// What is known of every promise.
    pub judge: Rc<Judge>,
}

impl Here {
    /// After the first `step` steps of a branch.
    pub fn of(branch: &Branch, step: u32) -> Self {
        Self::with(Judge::default(), branch, step)
    }

    /// At a later step of the same branch: the judge goes on from what it knows.
    pub fn later(&self, branch: &Branch, step: u32) -> Self {
        Self::with(Judge::clone(&self.judge), branch, step)
    }

    fn with(mut judge: Judge, branch: &Branch, step: u32) -> Self {
        let cluster = Rc::new(branch.trace.seek(step));
        let world = cluster.view();
        let history = branch.trace.history().before(step);
        judge.look(&history, &world);
        Self { cluster, world: Rc::new(world), history: Rc::new(history), judge: Rc::new(judge) }
    }
}
