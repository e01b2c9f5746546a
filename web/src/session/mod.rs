//! The only state of the page: a tree of traces, the playhead, speed and selection. Values and plain
//! functions; only `hooks.rs` knows the browser.

pub mod act;
pub mod cart;
pub mod cast;
pub mod causes;
pub mod commands;
pub mod escape;
pub mod film;
pub mod frame;
pub mod guarantees;
pub mod highlight;
pub mod hooks;
pub mod intent;
pub mod link;
pub mod matrix;
pub mod open;
pub mod own;
pub mod pace;
pub mod playback;
pub mod present;
pub mod ptr_eq;
pub mod reducer;
pub mod save;
pub mod told;
pub mod tree;
pub mod undo;
pub mod what_if;

pub use act::{Act, Edit};
pub use commands::Command;
pub use film::Film;
pub use frame::Frame;
pub use guarantees::Guarantees;
pub use highlight::{Evidence, Highlight, What};
pub use intent::{Intent, Selection};
pub use link::{Changes, Link, LinkError, Loaded, Source};
pub use matrix::Matrix;
pub use own::Own;
pub use pace::Offer;
pub use present::{Present, Verdicts};
pub use ptr_eq::PtrEq;
pub use reducer::{JUDGING, Notice, Session, apply, reduce};
pub use told::{StoryText, Told};
pub use tree::{Branch, Origin};
pub use undo::Acts;
pub use what_if::WhatIf;

#[cfg(test)]
#[path = "laws_tests.rs"]
mod laws;
