//! How a row is laid out in bytes: two versions of the storage format.

use super::datum::{Column, Datum, Row, Type};
use alloc::vec::Vec;
use core::{fmt, str};

/// A version of the storage format. Nodes of different versions store the same row in different bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// Each value has a tag and a fixed width: a number takes 8 bytes, a text 2 bytes for its length.
    #[default]
    One,
    /// A bit for each `NULL`, then numbers and lengths of 7 bits a byte: short rows.
    Two,
}

impl Version {
    /// The number that records of the write-ahead log carry.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }

    /// The greatest length of a row in any format. A row that fits a page by it can be stored by every node.
    #[must_use]
    pub fn greatest_length(row: &[Datum]) -> usize {
        let of = |value: &Datum| match value {
            Datum::Null => 1,
            Datum::Int(_) => 10,
            Datum::Text(text) => 3 + text.len(),
        };
        row.len().div_ceil(8) + row.iter().map(of).sum::<usize>()
    }

    /// The bytes of a row.
    #[must_use]
    pub fn encode(self, row: &[Datum]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::greatest_length(row));
        match self {
            Self::One => {
                for value in row {
                    match value {
                        Datum::Null => bytes.push(0),
                        Datum::Int(n) => {
                            bytes.push(1);
                            bytes.extend(n.to_le_bytes());
                        }
                        Datum::Text(text) => {
                            bytes.push(2);
                            bytes.extend((text.len() as u16).to_le_bytes());
                            bytes.extend(text.as_bytes());
                        }
                    }
                }
            }
            Self::Two => {
                let mut nulls = Vec::from_iter(core::iter::repeat_n(0, row.len().div_ceil(8)));
                for (n, _) in row.iter().enumerate().filter(|(_, value)| **value == Datum::Null) {
                    nulls[n / 8] |= 1 << (n % 8);
                }
                bytes.extend(nulls);
                for value in row {
                    match value {
                        Datum::Null => {}
                        Datum::Int(n) => variable(&mut bytes, zigzag(*n)),
                        Datum::Text(text) => {
                            variable(&mut bytes, text.len() as u64);
                            bytes.extend(text.as_bytes());
                        }
                    }
                }
            }
        }
        bytes
    }

    /// The row with these bytes; `None` if no row has them.
    #[must_use]
    pub fn decode(self, bytes: &[u8], columns: &[Column]) -> Option<Row> {
        let mut from = Bytes(bytes);
        let row = match self {
            Self::One => columns.iter().map(|_| from.tagged()).collect::<Option<Row>>()?,
            Self::Two => {
                let nulls = from.take(columns.len().div_ceil(8))?;
                let null = |n: usize| nulls[n / 8] >> (n % 8) & 1 == 1;
                let value = |(n, column): (usize, &Column)| match column.kind {
                    _ if null(n) => Some(Datum::Null),
                    Type::Int => Some(Datum::Int(unzigzag(from.variable()?))),
                    Type::Text => {
                        let length = usize::try_from(from.variable()?).ok()?;
                        from.text(length)
                    }
                };
                columns.iter().enumerate().map(value).collect::<Option<Row>>()?
            }
        };
        from.0.is_empty().then_some(row)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

/// Signs in the lowest bit, so that numbers near zero are short.
const fn zigzag(n: i64) -> u64 {
    ((n << 1) ^ (n >> 63)) as u64
}

const fn unzigzag(n: u64) -> i64 {
    (n >> 1) as i64 ^ -((n & 1) as i64)
}

/// Appends a number, 7 bits a byte, the lowest first; the highest bit says that more follow.
fn variable(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

/// Bytes that are read from the front.
pub struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    /// The next `n` bytes.
    pub fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    /// A text of `n` bytes.
    fn text(&mut self, n: usize) -> Option<Datum> {
        Some(Datum::Text(str::from_utf8(self.take(n)?).ok()?.into()))
    }

    fn tagged(&mut self) -> Option<Datum> {
        match self.array()? {
            [0] => Some(Datum::Null),
            [1] => Some(Datum::Int(i64::from_le_bytes(self.array()?))),
            [2] => {
                let length = u16::from_le_bytes(self.array()?);
                self.text(length.into())
            }
            _ => None,
        }
    }

    fn variable(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            n |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }
}
