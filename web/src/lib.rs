//! The page.

pub mod session;
