//! English.

pub mod help;
pub mod hints;
mod lead;
mod mending;
pub mod say;
pub mod verdicts;
pub mod words;
