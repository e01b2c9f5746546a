//! The world at the playhead, and what is known of every promise there.

use super::Branch;
use replicarium::{
    check::{Property, Verdict},
    history::History,
    sim::World,
    view::WorldView,
};
use std::rc::Rc;

/// The moment at the playhead, of one branch.
#[derive(Clone)]
pub struct Present {
    /// The world.
    pub world: World,
    /// What a reader may see of it.
    pub view: Rc<WorldView>,
    /// What clients had seen.
    pub history: Rc<History>,
    /// What is known of every promise.
    pub verdicts: Rc<Verdicts>,
    /// Whether that is all that can be known.
    pub is_judged: bool,
}

/// What is known of every promise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdicts(pub Vec<(Property, Verdict)>);

impl Verdicts {
    /// What is known of one.
    pub fn of(&self, property: Property) -> Option<&Verdict> {
        self.0.iter().find(|(it, _)| *it == property).map(|(_, verdict)| verdict)
    }

    /// Whether any is violated.
    pub fn any_violated(&self) -> bool {
        self.0.iter().any(|(_, verdict)| verdict.is_violated())
    }
}

impl Present {
    /// After the first `step` steps of a branch, not judged yet.
    pub fn of(branch: &Branch, step: u32) -> Self {
        let world = branch.trace().seek(step);
        Self {
            view: Rc::new(world.view()),
            world,
            history: Rc::new(branch.trace().history().before(step)),
            verdicts: Rc::default(),
            is_judged: false,
        }
    }

    /// Goes to another step of the same branch.
    pub fn go(&mut self, branch: &Branch, step: u32) {
        branch.trace().seek_in(&mut self.world, step);
        self.view = Rc::new(self.world.view());
        self.history = Rc::new(branch.trace().history().before(step));
        self.is_judged = false;
    }
}
