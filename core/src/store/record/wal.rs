//! Records of pages: physical log shipping.

use super::{
    Line,
    bytes::{Part, Read, Reader, Writer},
    version,
};
use crate::store::table::{ApplyError, Change, Database, PageId, PageWrite, Version};
use alloc::vec::Vec;
use crc::{CRC_32_ISCSI, Crc, NoTable};

/// The first byte of such a record.
pub const TAG: u8 = b'W';

/// The checksum of PostgreSQL's records.
const CHECKSUM: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISCSI);

/// What a record of pages says.
pub struct Pages {
    version: Version,
    writes: Vec<PageWrite>,
}

/// Writes what a transaction has written to pages. Each write has a checksum of its own.
pub fn write(mut to: Writer, version: Version, writes: &[PageWrite]) -> Writer {
    to.byte(TAG);
    to.byte(version.number());
    to.word(writes.len() as u32);
    let mut from = 0;
    for PageWrite { page, offset, bytes } in writes {
        to.short(page.file);
        to.word(page.page);
        to.short(*offset);
        to.short(bytes.len() as u16);
        to.0.extend(bytes);
        let checksum = CHECKSUM.checksum(&to.0[from..]);
        to.word(checksum);
        from = to.0.len();
    }
    to
}

/// Reads a record of pages. A version that is none is told as damage only if the rest is sound.
pub fn read(from: &mut Reader<'_>) -> Read<Pages> {
    from.byte(Part::Format)?;
    let number = from.byte(Part::Version)?;
    let count = from.word(Part::Count)?;
    let mut start = 0;
    let mut writes = Vec::new();
    for _ in 0..count {
        let file = from.short(Part::File)?;
        let page = PageId { file, page: from.word(Part::Page)? };
        let offset = from.short(Part::Offset)?;
        let length = from.short(Part::Length)?;
        let bytes = from.take(Part::Bytes, length.into())?.to_vec();
        let expected = CHECKSUM.checksum(from.since(start));
        let at = from.at();
        if from.word(Part::Checksum)? != expected {
            return Err(ApplyError::Damaged(at));
        }
        start = from.at();
        writes.push(PageWrite { page, offset, bytes });
    }
    match version(number).filter(|_| from.is_done()) {
        Some(version) => Ok(Pages { version, writes }),
        None => from.damaged(),
    }
}

impl Pages {
    /// Each write: page, first byte, and the new bytes.
    pub fn lines(&self) -> Vec<Line> {
        self.writes.iter().cloned().map(Line::Write).collect()
    }

    /// Repeats the writes, if this node stores pages in that format.
    pub fn apply(&self, database: &mut Database) -> Result<Vec<Change>, ApplyError> {
        let (theirs, own) = (self.version, database.version());
        if theirs != own {
            return Err(ApplyError::Version { theirs, own });
        }
        database.redo(&self.writes)
    }
}
