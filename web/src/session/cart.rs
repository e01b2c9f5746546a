//! Carts as a client sees them: the items that it was last told of, and what a write of its did to them.

use crate::prose::Asked;
use replicarium::{
    history::{History, Operation},
    kv::{Found, Value, Word},
    sim::{Change, cart::changed},
};

/// What its client was told of a key before it asked for a write: what the write replaces. Empty in stores
/// that tell no context.
pub fn sight<'a>(history: &'a History, write: &Operation) -> &'a [Found] {
    let earlier = |other: &&Operation| {
        let before = other.ended.is_some_and(|(.., step)| step <= write.invoked.1);
        before && other.request.key() == write.request.key()
    };
    let mut told = history.of(write.id.client).rev().filter(earlier);
    told.find_map(|other| Some(history.sight(other.id)).filter(|sight| !sight.is_empty()))
        .unwrap_or_default()
}

/// The values that a client's write puts together, if they are several.
pub fn merged<'a>(history: &'a History, write: &Operation) -> &'a [Found] {
    let told = if write.request.is_write() { sight(history, write) } else { &[] };
    if told.len() > 1 { told } else { &[] }
}

/// What a client asked for: a write of a cart is the change of one item, if that explains it.
pub fn asked(history: &History, operation: &Operation) -> Asked {
    match operation.request.into() {
        Asked::Write(key, value) => {
            let told = sight(history, operation);
            match change(told, value).filter(|_| !told.is_empty()) {
                Some((change, item)) => Asked::Change(change, key, item),
                None => Asked::Write(key, value),
            }
        }
        asked @ (Asked::Read(_)
        | Asked::Insert(_)
        | Asked::Statements(_)
        | Asked::Delete(_)
        | Asked::Update(..)
        | Asked::Change(..)) => asked,
    }
}

/// The one change that makes this value of what was told.
fn change(told: &[Found], value: Value) -> Option<(Change, Value)> {
    let values: Vec<Value> = told.iter().map(|found| found.value).collect();
    // What was put in stands last in it.
    let mut items = parts(&value);
    items.reverse();
    values.iter().for_each(|cart| items.extend(parts(cart)));
    for item in items {
        for (change, marks) in
            [(Change::Add, true), (Change::Remove, true), (Change::Remove, false)]
        {
            if changed(&values, item, change, marks) == value {
                return Some((change, item));
            }
        }
    }
    None
}

/// The items of a cart, those included that were taken out and left a mark.
pub fn parts(cart: &Value) -> Vec<Value> {
    let parts = cart.as_str().split(',').map(|part| part.trim_start_matches('-'));
    parts.filter_map(|part| Word::new(part).ok().map(Value::Word)).collect()
}

/// The items that a client may take out of what it was told.
pub fn items(told: &[Found]) -> Vec<Value> {
    let mut items = Vec::new();
    for found in told {
        for item in parts(&found.value) {
            let is_gone = |cart: &Value| {
                let mut parts = cart.as_str().split(',');
                parts.any(|part| part.strip_prefix('-') == Some(item.as_str()))
            };
            if !items.contains(&item) && !told.iter().any(|found| is_gone(&found.value)) {
                items.push(item);
            }
        }
    }
    items
}

#[cfg(test)]
#[path = "cart_tests.rs"]
mod tests;
