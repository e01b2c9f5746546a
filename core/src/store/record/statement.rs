//! Records of statements.

use super::{
    Functions, Line, Local, Logging, Step,
    bytes::{Part, Read, Reader, Writer},
};
use crate::store::table::{
    ApplyError, Change, Database, Datum, Draws, Name, Statement, parse,
    statement::{Event, Function, Rows, Trigger},
};
use alloc::{format, vec::Vec};

/// The first byte of such a record.
pub const TAG: u8 = b'S';

const CLOCK: u8 = 1;
const SEED: u8 = 2;
const NUMBERS: u8 = 4;

/// What a record of statements says.
pub struct Statements {
    clock: Option<i64>,
    seed: Option<u64>,
    /// Each with the key of the first row that it inserts, if that came along.
    statements: Vec<(Option<i64>, Statement)>,
}

/// The key of the first row that a statement has inserted.
fn insert_id(step: &Step) -> Option<i64> {
    let inserted = step.changes.iter().find(|it| it.before.is_none() && !it.by_trigger)?;
    match inserted.after.as_ref()?.first()? {
        Datum::Int(key) if inserted.table.keyed => Some(*key),
        Datum::Int(_) | Datum::Null | Datum::Text(_) => None,
    }
}

/// Writes the statements of a transaction. If its keys are not those that a follower would count up, they travel with clock
/// and seed.
pub fn write(
    mut to: Writer,
    steps: &[Step],
    Logging { functions, .. }: Logging,
    local: Local,
    apart: bool,
) -> Writer {
    let context = match functions {
        Functions::Context | Functions::Mixed => true,
        Functions::AsWritten | Functions::Values => false,
    };
    to.byte(TAG);
    let numbers = context && apart;
    let flags = if context { CLOCK | SEED } else { 0 };
    to.byte(flags | if numbers { NUMBERS } else { 0 });
    if context {
        to.long(local.clock as u64);
        to.long(local.seed);
    }
    let written = steps.iter().filter(|step| step.statement.writes());
    to.short(written.clone().count() as u16);
    for step in written {
        if numbers {
            to.long(insert_id(step).unwrap_or_default() as u64);
        }
        to.text(&format!("{}", step.statement));
    }
    to
}

/// Reads a record of statements.
pub fn read(from: &mut Reader<'_>) -> Read<Statements> {
    from.byte(Part::Format)?;
    let flags = from.byte(Part::Flags)?;
    let clock = if flags & CLOCK > 0 { Some(from.long(Part::Clock)?) } else { None };
    let seed = if flags & SEED > 0 { Some(from.long(Part::Seed)? as u64) } else { None };
    let mut statements = Vec::new();
    for _ in 0..from.short(Part::Count)? {
        let id = if flags & NUMBERS > 0 { from.long(Part::InsertId)? } else { 0 };
        let id = Some(id).filter(|&id| id != 0);
        let at = from.at();
        let text = from.text(Part::Statement)?;
        let parsed = parse(text).map_err(|_| ApplyError::Damaged(at))?;
        statements.extend(parsed.into_iter().map(|statement| (id, statement)));
    }
    if from.is_done() { Ok(Statements { clock, seed, statements }) } else { from.damaged() }
}

impl Statements {
    /// Clock and seed if they came along, and each statement.
    pub fn lines(&self) -> Vec<Line> {
        let clock = self.clock.map(Line::Clock);
        let seed = self.seed.map(Line::Seed);
        let statements = self.statements.iter().flat_map(|(id, it)| {
            id.map(Line::InsertId).into_iter().chain([Line::Statement(format!("{it}"))])
        });
        clock.into_iter().chain(seed).chain(statements).collect()
    }

    /// Executes them, with the clock and the seed of the leader if they came along.
    pub fn apply(&self, database: &mut Database, local: Local) -> Result<Vec<Change>, ApplyError> {
        let clock = self.clock.unwrap_or(local.clock);
        let mut draws = Draws::new(clock, self.seed.unwrap_or(local.seed), local.uuid);
        let mut changes = Vec::new();
        for (id, statement) in &self.statements {
            let file = statement.table().and_then(|table| database.file(table).ok());
            let numbered = id.zip(file).map(|(id, file)| (file, database.number_from(file, id)));
            changes.extend(database.execute(statement, &mut draws)?.changes);
            if let Some((file, next)) = numbered {
                database.counts(file, next);
            }
        }
        Ok(changes)
    }
}

/// Why executing a statement again may have another effect, even with the leader's clock and seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unsafe {
    /// It calls `UUID()`.
    Uuid,
    /// It changes some rows of several, and the order in which they come is not that of their keys.
    Limit,
    /// A trigger of its table writes to a table whose key is counted up.
    CountedByTrigger,
    /// It draws a random number for each of several rows, whose order may be another one.
    RandomRows,
}

/// Why a statement is not safe; `None` if it is.
#[must_use]
pub fn unsafe_in(database: &Database, statement: &Statement) -> Option<Unsafe> {
    if !statement.writes() {
        return None;
    }
    let calls = |statement: &Statement, function| {
        statement.exprs().into_iter().any(|expr| expr.calls().contains(&function))
    };
    let limit = |statement: &Statement| match statement {
        Statement::Update { rows, .. } | Statement::Delete(rows) => cut(database, rows),
        Statement::CreateTable(_)
        | Statement::CreateTrigger(_)
        | Statement::Insert { .. }
        | Statement::Select { .. }
        | Statement::Begin
        | Statement::Commit
        | Statement::Rollback => false,
    };
    let effects = effects(database, statement);
    let draws = |it: &&&Statement| it.event() != Some(Event::Insert) && calls(it, Function::Rand);
    if effects.iter().any(|it| calls(it, Function::Uuid)) {
        Some(Unsafe::Uuid)
    } else if effects.iter().any(|it| draws(&it)) {
        Some(Unsafe::RandomRows)
    } else if effects.iter().any(|it| limit(it)) {
        Some(Unsafe::Limit)
    } else if effects.iter().skip(1).any(|it| counts(database, it)) {
        Some(Unsafe::CountedByTrigger)
    } else {
        None
    }
}

/// A statement, and those of the triggers that it may run.
fn effects<'a>(database: &'a Database, statement: &'a Statement) -> Vec<&'a Statement> {
    let mut effects = Vec::from([statement]);
    let mut seen: Vec<&Trigger> = Vec::new();
    let mut next = 0;
    while let Some(effect) = effects.get(next).copied() {
        next += 1;
        let file = effect.table().and_then(|table| database.file(table).ok());
        for trigger in file.into_iter().flat_map(|file| database.table(file).triggers().iter()) {
            if Some(trigger.after) == effect.event() && !seen.contains(&trigger) {
                seen.push(trigger);
                effects.push(&trigger.does);
            }
        }
    }
    effects
}

/// Whether it is about some rows of several, in another order than that of their keys.
fn cut(database: &Database, rows: &Rows) -> bool {
    let by_key = rows.order.is_some_and(|order| key_of(database, rows.table) == Some(order.column));
    rows.limit.is_some() && !by_key
}

/// Whether it writes to a table whose key is counted up.
fn counts(database: &Database, statement: &Statement) -> bool {
    statement.table().is_some_and(|table| key_of(database, table).is_some())
}

/// The key of a table.
fn key_of(database: &Database, table: Name) -> Option<Name> {
    let definition = database.table(database.file(table).ok()?).definition();
    definition.columns.first().filter(|_| definition.keyed).map(|column| column.name)
}
