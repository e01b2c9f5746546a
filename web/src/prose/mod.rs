//! The words of the page, and the only place of them.
//!
//! [`Words`] is the catalogue: every text that a reader sees, as methods of [`Lang`]. A language is a module with
//! the same functions and texts as `en`; one that lacks a text does not compile. `salience` selects
//! the fact of a step that a sentence reports.

mod catalogue;
mod en;
mod facts;
pub mod format;
mod glossary;
mod ko;
mod salience;
mod texts;
mod words;

pub use facts::{Asked, AskedText, Command, Field, Law, LeaderFact, Piece};
pub use glossary::Glossary;
pub use replicarium::scenario::library::Lang;
pub use salience::{Fact, StepContext, salient_fact};
pub use texts::{Term, Texts};
pub use words::Words;

#[cfg(test)]
#[path = "golden_tests.rs"]
mod golden;
