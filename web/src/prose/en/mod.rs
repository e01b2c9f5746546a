//! English.

pub mod help;
pub mod hints;
mod lead;
mod leaderless;
pub mod say;
pub mod store;
pub mod verdicts;
pub mod words;
