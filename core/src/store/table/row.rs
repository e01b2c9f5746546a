//! Rows as texts: `name = 'Kim', at = 54`.

use super::{
    datum::{Datum, Definition, Name, Row},
    parse::parse,
    statement::{Assignment, Expr, Statement},
};
use crate::{decimal, kv::Value};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write;

/// The columns of a row, from one on, with their values.
#[must_use]
pub fn assignments(table: &Definition, row: &Row, from: usize) -> String {
    let mut list = String::with_capacity(32);
    for (column, value) in table.columns.iter().zip(row).skip(from) {
        let comma = if list.is_empty() { "" } else { ", " };
        [comma, column.name.as_str(), " = "].into_iter().for_each(|part| list.push_str(part));
        // Writing to a text cannot fail.
        let _ = match value {
            Datum::Int(n) => decimal::write(&mut list, *n),
            Datum::Null | Datum::Text(_) => write!(list, "{value}"),
        };
    }
    list
}

/// A column of two rows that differ there, with both values.
pub type Difference = (String, String, String);

/// The columns in which two rows differ. Texts that are not rows are compared as a whole.
#[must_use]
pub fn differences(one: Value, other: Value) -> Vec<Difference> {
    match (columns(one), columns(other)) {
        (Some(one), Some(other)) if one.len() == other.len() => {
            let both = one.into_iter().zip(other).filter(|(here, there)| here != there);
            let texts = |((column, here), (_, there)): ((Name, Datum), (Name, Datum))| {
                (column.to_string(), here.to_string(), there.to_string())
            };
            both.map(texts).collect()
        }
        _ => Vec::from([(String::from("*"), one.to_string(), other.to_string())]),
    }
}

fn columns(row: Value) -> Option<Vec<(Name, Datum)>> {
    let statements = parse(&format!("UPDATE t SET {}", row.as_str())).ok()?;
    let [Statement::Update { set, .. }] = &statements[..] else { return None };
    let column = |Assignment { column, value }: &Assignment| {
        let Expr::Literal(value) = value else { return None };
        Some((*column, value.clone()))
    };
    set.iter().map(column).collect()
}
