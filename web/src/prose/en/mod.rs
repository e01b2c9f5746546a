//! English.

pub mod help;
pub mod hints;
pub mod knobs;
pub mod lead;
mod leaderless;
pub mod say;
pub mod store;
pub mod verdicts;
pub mod words;
mod writes;
