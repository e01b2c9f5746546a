//! Facts into sentences. What is worth saying is chosen here; how it is said is the language's.
//!
//! A language is a folder with the same functions and words as `en`. A second one comes beside it,
//! and these two names then choose between them.

pub mod en;
mod telling;

pub use en::{help, hints, knobs, lead, notes, say, store, verdicts, words};
pub use telling::{Fact, Told, telling};
