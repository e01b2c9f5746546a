//! Log entries of statements, and errors in statements and conflict handlers.

use super::words::client;
use replicarium::{
    id::{ClientId, NodeId},
    kv::{CannotExecute, ExecuteError},
    store::{
        crdt::CrdtError,
        handler::HandlerError,
        record::{
            Format, Line, Part,
            line::{cells, values, written},
        },
        table::ParseError,
    },
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
        Part::InsertId => "first key inserted",
    }
}

pub fn statement_error(error: &ParseError) -> String {
    let found = match error.found.as_str() {
        "" => "The statement ends".to_owned(),
        found => format!("“{found}” stands"),
    };
    format!("{found} where this is expected: {}.", error.expected)
}

pub fn handler_error(error: &HandlerError) -> String {
    let found = match error.found.as_str() {
        "" => "The text ends".to_owned(),
        found => format!("“{found}” stands"),
    };
    format!("{found} where this is expected: {}.", error.expected)
}

pub fn line(line: &Line) -> String {
    match line {
        Line::Clock(ms) => format!("clock of the leader: {ms} ms"),
        Line::Seed(seed) => format!("seed of RAND(): {seed}"),
        Line::Statement(text) => text.clone(),
        Line::Write(it) => format!("page {}, from byte {}: {}", it.page, it.offset, written(it)),
        Line::Begin => "begin".into(),
        Line::Insert(table, row) => format!("insert into {table}: {}", values(row)),
        Line::Update(table, find, set) => {
            format!("update {table} where column {}: column {}", cells(find), cells(set))
        }
        Line::Delete(table, find) => format!("delete from {table} where column {}", cells(find)),
        Line::Commit => "commit".into(),
        Line::InsertId(id) => format!("first key inserted: {id}"),
        Line::Captured { sequence, event, table, image } => {
            format!("change {sequence}, {event} of {table}: {image}")
        }
    }
}

pub fn open_transaction(id: ClientId, node: NodeId) -> String {
    format!(
        "{} has a transaction open at {node}. Statements belong to it until COMMIT or ROLLBACK.",
        client(id)
    )
}

pub fn cannot_execute(CannotExecute { number, error }: CannotExecute) -> String {
    let why = execute_error(error);
    match number {
        Some(number) => format!("statement {number}: {why}"),
        None => why,
    }
}

fn execute_error(error: ExecuteError) -> String {
    use ExecuteError as E;
    match error {
        E::NoTable(table) => {
            format!(
                "there is no table “{table}”, and the statement names no column to make it from"
            )
        }
        E::NoColumn { table, column } => format!("table “{table}” has no column “{column}”"),
        E::NoRow(column) => {
            format!("column “{column}” stands where there is no row to read it from")
        }
        E::Exists(name) => format!("“{name}” exists already"),
        E::WrongType { column, expected, found } => {
            format!("column “{column}” is {expected}: {found} does not fit")
        }
        E::LongName { table, limit } => {
            format!("the name of a table has at most {limit} bytes, and “{table}” is longer")
        }
        E::LargeKey { limit } => format!("a key is at most {limit}"),
        E::KeyType(column) => format!("the key “{column}” is not INT"),
        E::DuplicateKey { table, key } => format!("table “{table}” has a row with the key {key}"),
        E::NotANumber(found) => format!("{found} is no number"),
        E::Overflow => "a result is too large for 64 bits".into(),
        E::RowTooLong { bytes, limit } => {
            format!("a row of up to {bytes} bytes does not fit a page: at most {limit} do")
        }
        E::DefinitionTooLong(table) => {
            format!("the definition of “{table}”, with its triggers, does not fit a page")
        }
        E::TriggersNest(trigger) => format!("trigger “{trigger}” runs itself again and again"),
        E::Misplaced(word) => format!("{word} stands where it has no meaning"),
        E::NoCommit => "BEGIN without COMMIT".into(),
        E::Unreadable { at } => format!("it cannot be read from byte {at} on"),
        E::NoTransaction => "the transaction is gone: nothing of it has happened".into(),
        E::Locked { table, key: Some(key), by } => {
            format!("an open transaction of {} has changed {table}/{key}", client(by))
        }
        E::Locked { table, key: None, by } => {
            format!("an open transaction of {} has changed rows of {table}", client(by))
        }
        E::DefinesWithin => "tables and triggers are not made within an open transaction".into(),
        E::ChangesNothing => "the statements change nothing".into(),
    }
}

/// Why an update does not fit the value.
pub fn cannot_update(why: CrdtError) -> String {
    match why {
        CrdtError::CounterFull => "the node has counted as far as it can".into(),
        CrdtError::ClockFull => "the clock of the register is at its end".into(),
        CrdtError::Position { at, length } => {
            format!("position {at} is behind the end of {length} characters")
        }
        CrdtError::Length { at, count, left } => {
            format!("there are {left} characters from position {at} on, not {count}")
        }
        CrdtError::Depth(depth) => format!("maps are nested more than {depth} deep"),
    }
}
