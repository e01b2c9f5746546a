//! Writing and reading records, field by field.

use crate::store::table::{ApplyError, Datum, Name, layout::Bytes};
use alloc::{format, string::String, vec::Vec};
use core::{fmt, str};

/// What a field of a record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The format of the record.
    Format,
    /// Which of clock and seed travel along.
    Flags,
    /// The clock of the leader, in ms.
    Clock,
    /// The seed of the leader's `RAND()`.
    Seed,
    /// How many items follow.
    Count,
    /// The length of what follows, in bytes.
    Length,
    /// The text of a statement.
    Statement,
    /// The storage format of the pages.
    Version,
    /// The file of a page.
    File,
    /// The number of a page in its file.
    Page,
    /// The first byte in the page.
    Offset,
    /// The new bytes.
    Bytes,
    /// The checksum of what stands before it, since the last one.
    Checksum,
    /// The kind of change.
    Event,
    /// The name of a table.
    Table,
    /// The number of a column, from 0.
    Column,
    /// The type of a value.
    Type,
    /// A value.
    Value,
    /// The position in the change table.
    Sequence,
    /// The row as text.
    Image,
    /// The key of the first row that the next statement inserts; 0 if it inserts none.
    InsertId,
}

impl Part {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Flags => "flags",
            Self::Clock => "clock",
            Self::Seed => "seed",
            Self::Count => "count",
            Self::Length => "length",
            Self::Statement => "statement",
            Self::Version => "version",
            Self::File => "file",
            Self::Page => "page",
            Self::Offset => "offset",
            Self::Bytes => "bytes",
            Self::Checksum => "checksum",
            Self::Event => "event",
            Self::Table => "table",
            Self::Column => "column",
            Self::Type => "type",
            Self::Value => "value",
            Self::Sequence => "sequence",
            Self::Image => "image",
            Self::InsertId => "insert id",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it says.
    pub part: Part,
    /// Its first byte.
    pub at: usize,
    /// Its length in bytes.
    pub length: usize,
    /// Its value.
    pub value: Datum,
}

/// Bytes as two digits each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of a record so far.
#[derive(Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    /// A number of 1 byte.
    pub fn byte(&mut self, n: u8) {
        self.0.push(n);
    }

    /// A number of 2 bytes.
    pub fn short(&mut self, n: u16) {
        self.0.extend(n.to_le_bytes());
    }

    /// A number of 4 bytes.
    pub fn word(&mut self, n: u32) {
        self.0.extend(n.to_le_bytes());
    }

    /// A number of 8 bytes.
    pub fn long(&mut self, n: u64) {
        self.0.extend(n.to_le_bytes());
    }

    /// A text with its length in 2 bytes.
    pub fn text(&mut self, text: &str) {
        self.short(text.len() as u16);
        self.0.extend(text.as_bytes());
    }

    /// The name of a table.
    pub fn table(&mut self, table: Name) {
        self.text(table.as_str());
    }

    /// A value with its type.
    pub fn value(&mut self, value: &Datum) {
        match value {
            Datum::Null => self.byte(0),
            Datum::Int(n) => {
                self.byte(1);
                self.long(*n as u64);
            }
            Datum::Text(text) => {
                self.byte(2);
                self.text(text);
            }
        }
    }
}

/// Reads a record.
pub struct Reader<'a> {
    all: &'a [u8],
    rest: Bytes<'a>,
    /// The fields so far, if they are wanted.
    pub fields: Option<Vec<Field>>,
}

/// What could be read.
pub type Read<T> = Result<T, ApplyError>;

impl<'a> Reader<'a> {
    /// Reads these bytes.
    pub const fn new(all: &'a [u8]) -> Self {
        Self { all, rest: Bytes(all), fields: None }
    }

    /// Reads these bytes and keeps the fields.
    pub fn recording(all: &'a [u8]) -> Self {
        Self { fields: Some(Vec::new()), ..Self::new(all) }
    }

    /// The place of the next byte.
    pub const fn at(&self) -> usize {
        self.all.len() - self.rest.0.len()
    }

    /// Whether everything is read.
    pub const fn is_done(&self) -> bool {
        self.rest.0.is_empty()
    }

    /// The bytes from a place up to here.
    pub fn since(&self, from: usize) -> &'a [u8] {
        &self.all[from..self.at()]
    }

    /// What is here is not what a record has.
    pub const fn damaged<T>(&self) -> Read<T> {
        Err(ApplyError::Damaged(self.at()))
    }

    fn keep(&mut self, part: Part, length: usize, value: impl FnOnce() -> Datum) {
        let at = self.at() - length;
        if let Some(fields) = &mut self.fields {
            fields.push(Field { part, at, length, value: value() });
        }
    }

    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        let at = self.at();
        self.rest.array().ok_or(ApplyError::Damaged(at))
    }

    /// A number of 1 byte.
    pub fn byte(&mut self, part: Part) -> Read<u8> {
        let [n] = self.array()?;
        let is_letter = matches!(part, Part::Format | Part::Event);
        self.keep(part, 1, || match is_letter {
            true => Datum::Text(String::from(char::from(n)).into()),
            false => Datum::Int(n.into()),
        });
        Ok(n)
    }

    /// A number of 2 bytes.
    pub fn short(&mut self, part: Part) -> Read<u16> {
        let n = u16::from_le_bytes(self.array()?);
        self.keep(part, 2, || Datum::Int(n.into()));
        Ok(n)
    }

    /// A number of 4 bytes.
    pub fn word(&mut self, part: Part) -> Read<u32> {
        let n = u32::from_le_bytes(self.array()?);
        self.keep(part, 4, || Datum::Int(n.into()));
        Ok(n)
    }

    /// A number of 8 bytes.
    pub fn long(&mut self, part: Part) -> Read<i64> {
        let n = i64::from_le_bytes(self.array()?);
        self.keep(part, 8, || Datum::Int(n));
        Ok(n)
    }

    /// Bytes.
    pub fn take(&mut self, part: Part, length: usize) -> Read<&'a [u8]> {
        let at = self.at();
        let bytes = self.rest.take(length).ok_or(ApplyError::Damaged(at))?;
        self.keep(part, length, || Datum::Text(hex(bytes).into()));
        Ok(bytes)
    }

    /// A text with its length in 2 bytes.
    pub fn text(&mut self, part: Part) -> Read<&'a str> {
        let length = usize::from(self.short(Part::Length)?);
        let at = self.at();
        let bytes = self.rest.take(length).ok_or(ApplyError::Damaged(at))?;
        let Ok(text) = str::from_utf8(bytes) else { return Err(ApplyError::Damaged(at)) };
        self.keep(part, length, || Datum::Text(text.into()));
        Ok(text)
    }

    /// The name of a table.
    pub fn table(&mut self) -> Read<Name> {
        let at = self.at();
        Name::new(self.text(Part::Table)?).map_err(|_| ApplyError::Damaged(at))
    }

    /// A value with its type.
    pub fn value(&mut self) -> Read<Datum> {
        match self.byte(Part::Type)? {
            0 => Ok(Datum::Null),
            1 => Ok(Datum::Int(self.long(Part::Value)?)),
            2 => Ok(Datum::Text(self.text(Part::Value)?.into())),
            _ => self.damaged(),
        }
    }
}
