//! The page: what stands where.

mod app;
mod branches;
mod breaks;
mod header;
mod help;
mod notice;
mod sheet;
mod trace_view;
mod transport;

pub use app::App;

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
