//! English.

pub mod help;
pub mod hints;
pub mod say;
pub mod words;
