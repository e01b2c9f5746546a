//! Records of a change table: triggers write it, and a process outside of the database reads it.

use super::{
    Line, Step, applied,
    bytes::{Part, Read, Reader, Writer},
};
use crate::store::table::{
    ApplyError, Change, Column, Database, Datum, Definition, Draws, ExecuteError, Name, Row,
    Statement, Type, parse,
    row::assignments,
    statement::{Assignment, Event, Expr},
};
use alloc::{format, rc::Rc, string::String, vec::Vec};

/// The first byte of such a record.
pub const TAG: u8 = b'T';

/// A row of the change table.
pub struct Captured {
    /// Its number in the change table.
    sequence: i64,
    event: Event,
    table: Name,
    /// The row as a list of `column = value`; of a deleted row, as it was.
    image: String,
}

/// The change table: what triggers write for the process outside.
fn table() -> Definition {
    let name = |text| Name::new(text).unwrap_or_default();
    let column = |(text, kind)| Column { name: name(text), kind };
    let columns = [
        ("id", Type::Int),
        ("operation", Type::Text),
        ("source", Type::Text),
        ("image", Type::Text),
    ];
    Definition { table: name("changes"), columns: columns.map(column).into(), keyed: true }
}

/// The rows of the change table that a transaction adds, numbered from `first`.
fn captured(steps: &[Step], first: i64) -> Vec<Captured> {
    let changes = steps.iter().flat_map(|step| &step.changes);
    let row = |(sequence, change): (i64, &Change)| {
        let row = change.after.as_ref().or(change.before.as_ref())?;
        let image = assignments(&change.table, row, 0);
        Some(Captured { sequence, event: change.event(), table: change.table.table, image })
    };
    (first..).zip(changes).filter_map(row).collect()
}

/// The name of the change table.
#[must_use]
pub fn change_table() -> Name {
    table().table
}

/// What a process outside reads of the change table: at most `limit` rows after number `after`, each with its number. The row
/// before a change is known of deletes only.
///
/// # Errors
/// A row of the change table is damaged, or its table is not there.
pub fn captured_after(
    database: &Database,
    after: u64,
    limit: usize,
) -> Result<Vec<(u64, Change)>, ApplyError> {
    let Ok(file) = database.file(change_table()) else { return Ok(Vec::new()) };
    let numbers = after + 1..database.table(file).next().unsigned_abs();
    let read = |number: u64| {
        let stored = database.find(file, number as i64).ok_or(ApplyError::Damaged(0))?;
        let [_, Datum::Text(event), Datum::Text(table), Datum::Text(image)] = &stored.row[..]
        else {
            return Err(ApplyError::Damaged(0));
        };
        let table = Name::new(table).map_err(|_| ApplyError::Damaged(0))?;
        let (definition, row) = read_image(database, table, image)?;
        let (before, after) = match **event == *format!("{}", Event::Delete) {
            true => (Some(row), None),
            false => (None, Some(row)),
        };
        Ok((number, Change { table: definition, before, after, by_trigger: false }))
    };
    numbers.take(limit).map(read).collect()
}

/// The table and the row that an image stands for.
fn read_image(
    database: &Database,
    table: Name,
    image: &str,
) -> Result<(Rc<Definition>, Row), ApplyError> {
    let text = format!("UPDATE {table} SET {image}");
    let statements = parse(&text).map_err(|_| ApplyError::Damaged(0))?;
    let Some(Statement::Update { set, .. }) = statements.first() else {
        return Err(ApplyError::Damaged(0));
    };
    let definition = database.table(database.file(table)?).definition().clone();
    let row = row_of(&definition, set).ok_or(ApplyError::Damaged(0))?;
    Ok((definition, row))
}

/// Adds the changes of a transaction to the change table.
pub fn capture(database: &mut Database, steps: &[Step]) -> Result<(), ExecuteError> {
    let table = table();
    if database.file(table.table).is_err() {
        database.create_table(&table)?;
    }
    let file = database.file(table.table)?;
    for Captured { sequence, event, table, image } in captured(steps, database.table(file).next()) {
        let text = |text: String| Datum::Text(text.into());
        let row =
            [Datum::Int(sequence), text(format!("{event}")), text(format!("{table}")), text(image)];
        database.insert(file, &row)?;
    }
    Ok(())
}

/// Statements that define tables. No trigger writes them down: an administrator carries them out on both sides.
fn definitions(steps: &[Step]) -> impl Iterator<Item = String> {
    let statements = steps.iter().map(|step| &step.statement);
    statements.filter(|it| it.defines()).map(|statement| format!("{statement}"))
}

/// What a record of a change table says.
pub struct Changes {
    definitions: Vec<String>,
    rows: Vec<Captured>,
}

/// Writes the rows of the change table that a transaction has added.
pub fn write(mut to: Writer, database: &Database, steps: &[Step]) -> Writer {
    let next = database.file(table().table).map_or(1, |file| database.table(file).next());
    let count = steps.iter().map(|step| step.changes.len()).sum::<usize>();
    let definitions: Vec<String> = definitions(steps).collect();
    to.byte(TAG);
    to.short(definitions.len() as u16);
    definitions.iter().for_each(|text| to.text(text));
    to.word(count as u32);
    for Captured { sequence, event, table, image } in captured(steps, next - count as i64) {
        to.long(sequence as u64);
        to.byte(match event {
            Event::Insert => b'I',
            Event::Update => b'U',
            Event::Delete => b'D',
        });
        to.table(table);
        to.text(&image);
    }
    to
}

/// Reads rows of the change table.
pub fn read(from: &mut Reader<'_>) -> Read<Changes> {
    from.byte(Part::Format)?;
    let count = from.short(Part::Count)?;
    let definition = |_| from.text(Part::Statement).map(String::from);
    let definitions = (0..count).map(definition).collect::<Read<_>>()?;
    let mut rows = Vec::new();
    for _ in 0..from.word(Part::Count)? {
        let sequence = from.long(Part::Sequence)?;
        let event = match from.byte(Part::Event)? {
            b'I' => Event::Insert,
            b'U' => Event::Update,
            b'D' => Event::Delete,
            _ => return from.damaged(),
        };
        let table = from.table()?;
        rows.push(Captured { sequence, event, table, image: from.text(Part::Image)?.into() });
    }
    if from.is_done() { Ok(Changes { definitions, rows }) } else { from.damaged() }
}

/// Each definition and each row.
pub fn lines(Changes { definitions, rows }: &Changes) -> Vec<Line> {
    let line = |Captured { sequence, event, table, image }: &Captured| Line::Captured {
        sequence: *sequence,
        event: *event,
        table: *table,
        image: image.clone(),
    };
    let definitions = definitions.iter().cloned().map(Line::Statement);
    definitions.chain(rows.iter().map(line)).collect()
}

/// Applies rows of the change table: a row replaces the one with its key, so that a change may be applied twice. Rows of
/// tables without a key are only added. Tables and triggers that exist are not made again.
pub fn apply(
    record: &Changes,
    database: &mut Database,
    draws: &mut Option<Draws>,
) -> Result<Vec<Change>, ApplyError> {
    let Changes { definitions, rows } = record;
    let mut changes = Vec::new();
    for text in definitions {
        for statement in parse(text).map_err(|_| ApplyError::Damaged(0))? {
            match database.execute(&statement, &mut Draws::new(0, 0, 0)) {
                Ok(_) | Err(ExecuteError::Exists(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    for Captured { event, table, image, .. } in rows {
        let (definition, row) = read_image(database, *table, image)?;
        let file = database.file(*table)?;
        let old = match row.first() {
            Some(Datum::Int(key)) if definition.keyed => database.find(file, *key),
            Some(_) | None => database.rows(file).find(|placed| placed.row == row),
        };
        let before = old.as_ref().map(|placed| placed.row.clone());
        let after = (*event != Event::Delete).then(|| row.clone());
        match (old, *event) {
            (Some(old), Event::Delete) => database.remove(file, &old),
            (Some(old), Event::Update | Event::Insert) if definition.keyed => {
                database.replace(file, &old, &row)?;
            }
            (None, Event::Delete) => continue,
            (_, Event::Insert | Event::Update) => database.insert(file, &row)?,
        }
        let change = Change { table: definition, before, after, by_trigger: false };
        applied(&mut changes, change, database, draws)?;
    }
    Ok(changes)
}

/// The row that an image says; `None` if the table has no such columns.
fn row_of(table: &Definition, set: &[Assignment]) -> Option<Row> {
    let mut row: Row = table.columns.iter().map(|_| Datum::Null).collect();
    for Assignment { column, value } in set {
        let Expr::Literal(value) = value else { return None };
        *row.get_mut(table.column(*column)?)? = value.clone();
    }
    Some(row)
}
