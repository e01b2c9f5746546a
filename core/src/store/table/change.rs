//! Changes of rows.

use super::{
    datum::{Definition, Row},
    statement::Event,
};
use alloc::rc::Rc;

/// A change of a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    /// The table, as it was.
    pub table: Rc<Definition>,
    /// The row before; `None` if it was inserted.
    pub before: Option<Row>,
    /// The row after; `None` if it was deleted.
    pub after: Option<Row>,
    /// Whether a trigger made it.
    pub by_trigger: bool,
}

impl Change {
    /// The kind of change.
    #[must_use]
    pub const fn event(&self) -> Event {
        match (&self.before, &self.after) {
            (None, _) => Event::Insert,
            (Some(_), Some(_)) => Event::Update,
            (Some(_), None) => Event::Delete,
        }
    }
}
