//! Log entries of statements, and errors in statements.

use replicarium::store::{
    record::{Format, Part},
    table::ParseError,
};

pub fn record(position: u64, format: Format, bytes: usize) -> String {
    format!("Entry {position}: {}, {bytes} bytes", self::format(format))
}

pub const fn format(format: Format) -> &'static str {
    match format {
        Format::Statement => "statements",
        Format::Wal => "bytes of pages",
        Format::Row => "rows",
        Format::Trigger => "change table",
    }
}

pub const fn part(part: Part) -> &'static str {
    match part {
        Part::Format => "format",
        Part::Flags => "what travels along",
        Part::Clock => "clock, in ms",
        Part::Seed => "seed",
        Part::Count => "count",
        Part::Length => "length",
        Part::Statement => "statement",
        Part::Version => "storage format",
        Part::File => "file of the table",
        Part::Page => "page",
        Part::Offset => "first byte in the page",
        Part::Bytes => "new bytes",
        Part::Checksum => "checksum",
        Part::Event => "kind of change",
        Part::Table => "table",
        Part::Column => "column",
        Part::Type => "type",
        Part::Value => "value",
        Part::Sequence => "number in the change table",
        Part::Image => "row",
    }
}

pub fn statement_error(error: &ParseError) -> String {
    let found = match error.found.as_str() {
        "" => "The statement ends".to_owned(),
        found => format!("“{found}” stands"),
    };
    format!("{found} where this is expected: {}.", error.expected)
}
