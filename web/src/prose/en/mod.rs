//! English.

pub mod help;
pub mod hints;
pub mod knobs;
pub mod lead;
pub mod notes;
pub mod say;
pub mod store;
pub mod verdicts;
pub mod words;
mod writes;
