//! English.

pub mod help;
pub mod hints;
pub mod say;
pub mod verdicts;
pub mod words;
