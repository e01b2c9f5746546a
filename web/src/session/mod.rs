//! The only state of the page: a tree of traces, the playhead, speed and selection. Values and plain
//! functions; only `hooks.rs` knows the browser.

pub mod cart;
pub mod causes;
pub mod commands;
pub mod film;
pub mod frame;
pub mod hooks;
pub mod intent;
pub mod link;
pub mod lit;
pub mod matrix;
pub mod playback;
pub mod present;
pub mod reducer;
pub mod same;
pub mod tree;

pub use commands::Command;
pub use film::Film;
pub use frame::Frame;
pub use intent::{Intent, Selection};
pub use link::{Link, LinkError, Loaded, Source};
pub use lit::Lit;
pub use matrix::Matrix;
pub use present::{Present, Verdicts};
pub use reducer::{JUDGING, Notice, Session, apply, reduce};
pub use same::Same;
pub use tree::{Branch, Origin};

#[cfg(test)]
#[path = "laws_tests.rs"]
mod laws;
