//! The only state of the page: a tree of traces, the playhead, speed and selection. Values and plain
//! functions; only `hooks.rs` knows the browser.

pub mod film;
pub mod frame;
pub mod intent;

pub use film::Film;
pub use frame::Frame;
pub use intent::{Intent, Selection};
