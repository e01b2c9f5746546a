//! English.

pub mod help;
pub mod hints;
mod mending;
pub mod say;
pub mod verdicts;
pub mod words;
