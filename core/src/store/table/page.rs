//! Pages: blocks of fixed size, which alone are written to disk.
//!
//! A page of rows begins with a header of two numbers of 16 bits: how many slots it has, and where its rows begin. Slots
//! follow, which give offset and length of each row; rows grow from the end of the page towards the slots. A deleted row
//! leaves a slot of length 0, so that the slots of other rows do not move. This is the slotted page of PostgreSQL (manual,
//! 66.6, "Database Page Layout") without its transaction ids.

use alloc::{borrow::Cow, rc::Rc, vec::Vec};
use core::{
    fmt,
    hash::{Hash, Hasher},
    ops::Range,
};
use rpds::RedBlackTreeMap;

/// The size of a page in bytes.
pub const PAGE: usize = 1_024;

/// Bytes of a page's header.
const HEADER: usize = 4;

/// Bytes of a slot.
const SLOT: usize = 4;

/// The greatest length of a row in bytes: it fits an empty page.
pub const ROW_LIMIT: usize = PAGE - HEADER - SLOT;

/// The number of a page: the file of its table, and its place in that file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId {
    /// The file; each table has one.
    pub file: u16,
    /// Its place in the file. Page 0 says what the table is; rows start at page 1.
    pub page: u32,
}

impl fmt::Display for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.page)
    }
}

/// Bytes written at a place of a page: what a write-ahead log is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageWrite {
    /// The page.
    pub page: PageId,
    /// The first byte in the page.
    pub offset: u16,
    /// The new bytes.
    pub bytes: Vec<u8>,
}

/// The size of a block in bytes. Copies of a page share blocks: a write copies only those that it touches.
const BLOCK: usize = PAGE / 4;

/// The bytes of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page([Rc<[u8; BLOCK]>; PAGE / BLOCK]);

impl Default for Page {
    fn default() -> Self {
        let empty = Rc::new([0; BLOCK]);
        Self(core::array::from_fn(|_| empty.clone()))
    }
}

impl Hash for Page {
    /// As one array.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes().hash(state);
    }
}

impl Page {
    /// All bytes.
    #[must_use]
    pub fn bytes(&self) -> [u8; PAGE] {
        let mut bytes = [0; PAGE];
        for (room, block) in bytes.chunks_exact_mut(BLOCK).zip(&self.0) {
            room.copy_from_slice(&**block);
        }
        bytes
    }

    fn byte(&self, at: usize) -> u8 {
        self.0.get(at / BLOCK).map_or(0, |block| block[at % BLOCK])
    }

    fn number(&self, at: usize) -> usize {
        usize::from(self.byte(at)) | usize::from(self.byte(at + 1)) << 8
    }

    /// The part of each block that bytes from an offset on are in, and the number of the block.
    fn parts(offset: usize, length: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
        let end = (offset + length).min(PAGE);
        (offset / BLOCK..end.div_ceil(BLOCK)).map(move |block| {
            let start = block * BLOCK;
            (block, offset.max(start) - start..end.min(start + BLOCK) - start)
        })
    }

    /// Writes bytes from an offset on. Bytes beyond the end are dropped.
    fn write(&mut self, offset: usize, mut bytes: &[u8]) {
        for (block, part) in Self::parts(offset, bytes.len()) {
            let (now, rest) = bytes.split_at(part.len());
            // Copies go on sharing a block in which nothing changes.
            if self.0[block][part.clone()] != *now {
                Rc::make_mut(&mut self.0[block])[part].copy_from_slice(now);
            }
            bytes = rest;
        }
    }

    /// The number of slots.
    #[must_use]
    pub fn slots(&self) -> u16 {
        self.number(0).min((PAGE - HEADER) / SLOT) as u16
    }

    /// Where the rows begin; an untouched page has none.
    fn start(&self) -> usize {
        match self.number(2) {
            0 => PAGE,
            start => start.min(PAGE),
        }
    }

    /// Bytes between the slots and the rows.
    fn free(&self) -> usize {
        self.start().saturating_sub(HEADER + SLOT * usize::from(self.slots()))
    }

    /// Whether a row of this length fits, with a slot of its own.
    #[must_use]
    pub fn fits(&self, length: usize) -> bool {
        self.free() >= length + SLOT
    }

    /// Where the row in a slot is; `None` if the slot is empty or the page is damaged.
    #[must_use]
    pub fn place(&self, slot: u16) -> Option<Range<usize>> {
        let at = HEADER + SLOT * usize::from(slot);
        let (offset, length) = (self.number(at), self.number(at + 2));
        let is_used = slot < self.slots() && length > 0;
        (is_used && offset + length <= PAGE).then(|| offset..offset + length)
    }

    /// The bytes of the row in a slot; `None` if the slot is empty or the page is damaged.
    #[must_use]
    pub fn row(&self, slot: u16) -> Option<Cow<'_, [u8]>> {
        let place = self.place(slot)?;
        let mut parts = Self::parts(place.start, place.len());
        let (block, part) = parts.next()?;
        let mut row = Cow::Borrowed(&self.0[block][part]);
        for (block, part) in parts {
            row.to_mut().extend(&self.0[block][part]);
        }
        Some(row)
    }

    /// What puts a row into a new slot: the offset of the row, that of its slot with the slot, and the header.
    #[must_use]
    pub fn adding(&self, length: usize) -> (usize, (usize, Pair), Pair) {
        let (slots, start) = (self.slots(), self.start() - length);
        let slot = HEADER + SLOT * usize::from(slots);
        (start, (slot, pair(start, length)), pair(usize::from(slots) + 1, start))
    }

    /// What puts a row into the place of another that is no shorter: the offset of the row, and that of its slot with the slot.
    #[must_use]
    pub fn replacing(&self, slot: u16, length: usize) -> (usize, (usize, Pair)) {
        let at = HEADER + SLOT * usize::from(slot);
        let offset = self.number(at);
        (offset, (at, pair(offset, length)))
    }

    /// What empties a slot: its offset, and the slot.
    #[must_use]
    pub fn removing(&self, slot: u16) -> (usize, Pair) {
        let at = HEADER + SLOT * usize::from(slot);
        (at, pair(self.number(at), 0))
    }
}

/// Two numbers of 16 bits.
pub type Pair = [u8; 4];

fn pair(one: usize, two: usize) -> Pair {
    let ([a, b], [c, d]) = ((one as u16).to_le_bytes(), (two as u16).to_le_bytes());
    [a, b, c, d]
}

/// The pages of a database, and what was written to them if that is noted. Copies share pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Disk {
    pages: RedBlackTreeMap<PageId, Page>,
    written: Option<Vec<PageWrite>>,
}

impl Disk {
    /// All pages, in order.
    pub fn pages(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages.iter().map(|(&id, page)| (id, page))
    }

    /// A page, if it was ever written.
    #[must_use]
    pub fn find(&self, id: PageId) -> Option<&Page> {
        self.pages.get(&id)
    }

    /// A page; an empty one if it was never written.
    #[must_use]
    pub fn page(&self, id: PageId) -> Page {
        self.find(id).cloned().unwrap_or_default()
    }

    /// Writes bytes to a page, each at its offset: copies that share the page keep the old one. Bytes beyond its end are
    /// dropped.
    pub fn write(&mut self, page: PageId, writes: &[(usize, &[u8])]) {
        let write = |page: &mut Page| {
            writes.iter().for_each(|&(offset, bytes)| page.write(offset, bytes));
        };
        match self.pages.get_mut(&page) {
            Some(there) => write(there),
            None => {
                let mut new = Page::default();
                write(&mut new);
                self.pages.insert_mut(page, new);
            }
        }
        if let Some(written) = &mut self.written {
            let write = |&(offset, bytes): &(usize, &[u8])| PageWrite {
                page,
                offset: offset as u16,
                bytes: bytes.into(),
            };
            written.extend(writes.iter().map(write));
        }
    }

    /// Notes writes from now on.
    pub fn note_writes(&mut self) {
        self.written = Some(Vec::new());
    }

    /// What was written since writes are noted. They are not noted any more.
    pub fn take_written(&mut self) -> Vec<PageWrite> {
        self.written.take().unwrap_or_default()
    }
}
