//! The page in Korean: plain written style, short sentences, the terms of the glossary.

pub mod forks;
pub mod knobs;
pub mod labels;
pub mod lead;
pub mod notes;
pub mod page;
pub mod panel;
mod particles;
pub mod records;
pub mod refusals;
pub mod say;
pub mod stage;
pub mod store;
pub mod telling;
mod texts;
pub mod timeline;
pub mod verdicts;
pub mod what_if;
pub mod words;
mod writes;

pub use texts::texts;
