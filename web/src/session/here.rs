//! The world at the playhead, and what is known of every promise there: worked out once a step.

use super::Branch;
use replicarium::{
    check::{Property, Verdict},
    history::History,
    sim::World,
    view::WorldView,
};
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
}

impl Here {
    /// After the first `step` steps of a branch, not judged yet.
    pub fn of(branch: &Branch, step: u32) -> Self {
        Self::with(branch.trace.seek(step), branch, step)
    }

    /// At another step of the same branch.
    pub fn at(&self, branch: &Branch, step: u32) -> Self {
        Self::with(branch.trace.seek_from(&self.cluster, step), branch, step)
    }

    fn with(cluster: World, branch: &Branch, step: u32) -> Self {
        let world = cluster.view();
        let history = branch.trace.history().before(step);
        Self {
            cluster: Rc::new(cluster),
            world: Rc::new(world),
            history: Rc::new(history),
            verdicts: Rc::default(),
            is_judged: false,
        }
    }
}
