//! `replicarium log`: what travels of a transaction in each format of a replication log.

use crate::{arguments, json};
use clap::{Args, ValueEnum};
use replicarium::store::{
    record::{
        Field, Format, Functions, Local, Logging, Record, TransactionError, Unsafe, execute,
        execute_numbered, unsafe_in, with_rolled_back,
    },
    table::{ApplyError, Database, Datum, ParseError, Statement, Version, parse},
};
use serde::Serialize;
use std::fmt::Write;

/// Print what travels of statements in each format of a replication log
///
/// Statements: CREATE TABLE, CREATE TRIGGER, INSERT, UPDATE, DELETE, SELECT, and BEGIN … COMMIT or ROLLBACK around a
/// transaction. Of one that is rolled back nothing travels, but its numbers are not given again. A table
/// that is not declared is made from the first statement that names its columns.
#[derive(Args, Debug)]
pub struct Options {
    /// Statements, with semicolons between them
    #[arg(value_name = "STATEMENTS")]
    text: String,
    /// The format of the log
    #[arg(long, value_enum, default_value_t)]
    format: Formats,
    /// The storage format of the leader
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
    engine_version: u8,
    /// What a statement log does about NOW(), RAND() and UUID()
    #[arg(
        long,
        default_value = "as-written",
        value_parser = arguments::named(Functions::ALL.to_vec(), functions, |_| false),
    )]
    functions: Functions,
    /// The clock of the leader in ms, which is the value of NOW()
    #[arg(long, value_name = "MS", default_value_t = 0)]
    clock: i64,
    /// The seed of the leader's RAND() and UUID()
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Print an object a line for each transaction and format
    #[arg(long)]
    json: bool,
}

const fn functions(functions: Functions) -> &'static str {
    Functions::WORDS[functions as usize]
}

/// One format, or all of them side by side.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Formats {
    /// The statements
    Statement,
    /// The bytes written to pages
    Wal,
    /// The rows
    Row,
    /// The rows of a change table
    Trigger,
    /// All of them
    #[default]
    All,
}

impl Formats {
    const fn list(self) -> &'static [Format] {
        match self {
            Self::Statement => &[Format::Statement],
            Self::Wal => &[Format::Wal],
            Self::Row => &[Format::Row],
            Self::Trigger => &[Format::Trigger],
            Self::All => Format::ALL,
        }
    }
}

/// Why nothing is printed.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// A statement is not in the language.
    #[error("{error}\n  {line}\n  {:width$}^", "", width = column)]
    Parse {
        /// What is wrong.
        error: ParseError,
        /// The line with the word in question.
        line: String,
        /// The column of the word, counted from 0.
        column: usize,
    },
    /// A statement cannot be executed.
    #[error(transparent)]
    Execute(#[from] TransactionError),
    /// A record that was just made cannot be read.
    #[error(transparent)]
    Record(#[from] ApplyError),
}

impl LogError {
    fn parse(text: &str, error: ParseError) -> Self {
        let (before, after) = text.split_at_checked(error.at).unwrap_or((text, ""));
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let rest = after.split('\n').next().unwrap_or_default();
        let column = before[start..].chars().count();
        Self::Parse { error, line: format!("{}{rest}", &before[start..]), column }
    }
}

/// A transaction in one format.
#[derive(Serialize)]
struct Entry {
    transaction: usize,
    statements: Vec<String>,
    format: &'static str,
    engine_version: u8,
    /// Why the statement may have another effect on a follower that executes it again.
    r#unsafe: Option<&'static str>,
    /// What the record says, an entry a line.
    lines: Vec<String>,
    bytes: usize,
    hex: String,
    fields: Vec<FieldLine>,
}

#[derive(Serialize)]
struct FieldLine {
    at: usize,
    length: usize,
    field: &'static str,
    value: Value,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Null,
    Int(i64),
    Text(String),
}

impl From<Field> for FieldLine {
    fn from(Field { part, at, length, value }: Field) -> Self {
        let value = match value {
            Datum::Null => Value::Null,
            Datum::Int(n) => Value::Int(n),
            Datum::Text(text) => Value::Text(text.as_ref().into()),
        };
        Self { at, length, field: part.word(), value }
    }
}

/// The output of the command.
///
/// # Errors
/// A statement is not in the language, or cannot be executed.
pub fn run(options: &Options) -> Result<String, LogError> {
    let statements = parse(&options.text).map_err(|error| LogError::parse(&options.text, error))?;
    let transactions = with_rolled_back(&statements)?;
    let formats = options.format.list().iter();
    let logs: Vec<Vec<Entry>> =
        formats.map(|&format| log(options, &transactions, format)).collect::<Result<_, _>>()?;
    let mut output = String::new();
    for n in 0..transactions.iter().filter(|(_, commits)| *commits).count() {
        let entries = logs.iter().filter_map(|log| log.get(n));
        match options.json {
            true => entries.for_each(|entry| output.push_str(&json::line(entry))),
            false => output.push_str(&side_by_side(entries)),
        }
    }
    Ok(output)
}

/// Each transaction as it travels in one format.
fn log(
    options: &Options,
    transactions: &[(Vec<Statement>, bool)],
    format: Format,
) -> Result<Vec<Entry>, LogError> {
    let version = if options.engine_version == 2 { Version::Two } else { Version::One };
    let mut database = Database::new(version);
    let logging = Logging { format, functions: options.functions };
    let mut entries = Vec::new();
    let (mut before, mut taken) = (0, Vec::new());
    for (n, (statements, commits)) in transactions.iter().enumerate() {
        let seed = options.seed.wrapping_add(2 * n as u64);
        let local = Local { clock: options.clock, seed, uuid: seed.wrapping_add(1) };
        let failed =
            |error: TransactionError| TransactionError { index: before + error.index, ..error };
        if !commits {
            let mut undone = database.clone();
            execute(&mut undone, statements, local, logging).map_err(failed)?;
            let tables = undone.tables().iter();
            taken = tables.map(|table| (table.definition().table, table.next())).collect();
            before += statements.len();
            continue;
        }
        let executed = execute_numbered(&mut database, statements.to_vec(), local, logging, &taken)
            .map_err(failed)?;
        before += statements.len();
        let why = executed.statements.iter().find_map(|it| unsafe_in(&database, it));
        let record = executed.record.unwrap_or_else(|| Record::received(&[]));
        let bytes = record.bytes();
        let (lines, fields) = match bytes.is_empty() {
            true => (Vec::new(), Vec::new()),
            false => {
                let lines = record.lines()?;
                (lines.iter().map(ToString::to_string).collect(), record.fields()?)
            }
        };
        entries.push(Entry {
            transaction: entries.len() + 1,
            statements: executed.statements.iter().map(ToString::to_string).collect(),
            format: Format::WORDS[record.format().unwrap_or(format) as usize],
            engine_version: options.engine_version,
            r#unsafe: why.map(|why| match why {
                Unsafe::Uuid => "uuid",
                Unsafe::Limit => "limit-without-order",
                Unsafe::CountedByTrigger => "auto-increment-in-trigger",
                Unsafe::RandomRows => "rand-for-each-row",
            }),
            lines,
            bytes: bytes.len(),
            hex: bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            fields: fields.into_iter().map(FieldLine::from).collect(),
        });
    }
    Ok(entries)
}

/// A transaction, and what travels of it in each format.
fn side_by_side<'a>(entries: impl Iterator<Item = &'a Entry>) -> String {
    let mut output = String::new();
    for (n, entry) in entries.enumerate() {
        if n == 0 {
            for statement in &entry.statements {
                let _ = writeln!(output, "{statement}");
            }
            if let Some(why) = entry.r#unsafe {
                let _ = writeln!(output, "  unsafe for a statement log: {why}");
            }
        }
        let _ = writeln!(output, "  {:<10} {:>5} bytes", entry.format, entry.bytes);
        for line in &entry.lines {
            let _ = writeln!(output, "    {line}");
        }
    }
    output
}
