//! The page: what stands where.

mod app;
mod branches;
mod breaks;
mod drawers;
mod header;
mod help;
mod notice;
#[cfg(all(feature = "ssr", not(target_arch = "wasm32")))]
mod picture;
mod setup;
mod sheet;
mod start;
#[cfg(all(feature = "ssr", not(target_arch = "wasm32")))]
mod swap;
mod trace_view;
mod transport;

pub use app::App;
#[cfg(all(feature = "ssr", not(target_arch = "wasm32")))]
pub use picture::picture;
pub use start::Start;

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
