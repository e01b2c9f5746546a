//! Scenarios, recorded runs and stories, and their text formats.

pub mod error;
mod lex;
pub mod library;
mod read;
mod rehearse;
mod run;
pub mod story;
mod words;
mod write;

pub use error::{Expected, ParseError};
pub use run::Run;
pub use story::Story;

use crate::{
    mode::Mode,
    sim::{Setup, Trace, setup::SetupError},
    time::Duration,
};
use alloc::{rc::Rc, string::String, vec::Vec};

/// A setup with a script, and its description.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scenario {
    /// One line.
    pub title: String,
    /// The description, in paragraphs.
    pub about: Vec<String>,
    /// The protocol.
    pub mode: Mode,
    /// Nodes, clients, settings and script.
    pub setup: Rc<Setup>,
}

impl Scenario {
    /// The maximal number of steps of [`run`](Self::run).
    pub const STEPS: u32 = 200_000;

    /// The longest time that a scenario may take: an hour.
    pub const LONGEST: Duration = Duration(3_600_000_000);

    /// A run without steps.
    ///
    /// # Errors
    /// A setting is refused. A parsed scenario has no such setting.
    pub fn start(&self) -> Result<Trace, SetupError> {
        Ok(Trace::new(Rc::clone(&self.setup), self.mode.start(&self.setup)?))
    }

    /// The whole run, as the clock and the script choose it.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn run(&self) -> Result<Trace, SetupError> {
        let mut trace = self.start()?;
        trace.run(self.setup.until, Self::STEPS);
        Ok(trace)
    }
}
