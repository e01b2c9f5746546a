//! The page.

pub mod layout;
pub mod page;
pub mod panel;
pub mod prose;
pub mod session;
pub mod stage;
pub mod timeline;
pub mod widget;
