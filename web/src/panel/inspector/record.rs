//! A log entry of statements: every field of what travels, and what would travel in the other formats.

use crate::{
    prose::{Lang, Words},
    widget::{El, el},
};
use replicarium::{
    store::{
        record::{Field, Format, Functions, Logging, Record, execute},
        table::parse,
    },
    view::Recorded,
};

/// An entry, folded.
pub fn show(entry: &Recorded, lang: Lang) -> El {
    let bytes = entry.record.bytes().len();
    let format = entry.record.format().unwrap_or(Format::Statement);
    el("details")
        .class("record")
        .attr("data-testid", "record")
        .with("summary", lang.record(entry.position, format, bytes))
        .child(fields(&entry.record, lang))
        .child(side_by_side(entry, lang))
}

/// Every field, with its place.
fn fields(record: &Record, lang: Lang) -> El {
    let texts = lang.texts();
    let head = [texts.at_byte, texts.field, texts.value].map(|text| el("th").text(text));
    let row = |Field { part, at, value, .. }: Field| {
        let cells = [at.to_string(), lang.part(part).to_owned(), value.to_string()];
        el("tr").children(cells.map(|cell| el("td").text(cell)))
    };
    let rows = record.fields().unwrap_or_default().into_iter().map(row);
    el("table").child(el("tr").children(head)).children(rows)
}

/// The same statements in each format, with the bytes that they take.
fn side_by_side(entry: &Recorded, lang: Lang) -> El {
    let texts = lang.texts();
    let head = [texts.format, texts.bytes, texts.what_it_says].map(|text| el("th").text(text));
    let rows = Format::ALL.iter().filter_map(|&format| {
        let record = in_format(entry, format)?;
        let says = record.lines().unwrap_or_default().into_iter();
        let says = says.map(|line| el("div").text(lang.line(&line)));
        let cells = [lang.format(format).to_owned(), record.bytes().len().to_string()];
        let cells = cells.map(|cell| el("td").text(cell));
        Some(el("tr").children(cells).child(el("td").children(says)))
    });
    el("table").child(el("tr").children(head)).children(rows)
}

/// What would travel of the statements in a format, as they were executed here.
fn in_format(entry: &Recorded, format: Format) -> Option<Record> {
    if let Some(transaction) = &entry.transaction {
        let logging = Logging { format, functions: Functions::AsWritten };
        let executed = (**transaction).clone().commit(&mut entry.before.clone(), logging);
        return executed.ok()?.record;
    }
    // Executed again, a transaction that others have overtaken would take other keys.
    if format == entry.record.format()? {
        return Some(entry.record.clone());
    }
    let statements = parse(entry.statements.as_str()).ok()?;
    let statements: Vec<_> = statements.into_iter().filter(|it| it.table().is_some()).collect();
    let logging = Logging { format, functions: Functions::AsWritten };
    execute(&mut entry.before.clone(), &statements, entry.local, logging).ok()?.record
}
