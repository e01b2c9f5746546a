//! Why a record of the log cannot be applied.

use super::{
    datum::{Datum, Name},
    layout::Version,
};
pub use crate::kv::ExecuteError;

/// Why a record of the replication log cannot be applied. The follower stops there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// A statement fails that the leader has executed.
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    /// The row that the leader changed is not there.
    #[error("table “{table}” has no row {row}")]
    NoRow {
        /// The table.
        table: Name,
        /// The key, or the first column.
        row: Datum,
    },
    /// The pages are of another storage format.
    #[error("pages of format {theirs}; this node stores format {own}")]
    Version {
        /// The format of the pages.
        theirs: Version,
        /// The format of this node.
        own: Version,
    },
    /// The record is cut off, or its checksum is wrong.
    #[error("a damaged record at byte {0}")]
    Damaged(usize),
}
