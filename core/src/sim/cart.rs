//! How a client changes a cart: it merges the siblings that it was last told, and adds or takes out an
//! item. A cart is a value with commas, `milk,eggs`.
//!
//! DDIA, "Merging concurrently written values": a union keeps what was added, and brings back what was
//! removed; so who removes an item leaves a mark, `-ham`, that the union keeps as well.

use crate::kv::{Value, Word};
use alloc::vec::Vec;
use core::fmt::Write;

/// What is to become of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It is put in.
    Add,
    /// It is taken out.
    Remove,
}

impl Change {
    /// Its word in scenario files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
        }
    }
}

/// The mark of a removed item.
const MARK: char = '-';

/// The cart after a change, from the values that the client knows of; with `marks`, what was removed stays
/// removed. A cart that would be longer than a word stays as it is.
#[must_use]
pub fn changed(values: &[Value], item: Value, change: Change, marks: bool) -> Value {
    let item = item.0;
    let item = item.as_str();
    let mut items: Vec<&str> = Vec::new();
    for value in values {
        for part in value.0.as_str().split(',').filter(|part| !part.is_empty()) {
            if !items.contains(&part) {
                items.push(part);
            }
        }
    }
    let marked = |part: &str| part.strip_prefix(MARK).map(|rest| rest == item);
    let gone: Vec<&str> = items.iter().filter_map(|part| part.strip_prefix(MARK)).collect();
    items.retain(|part| !gone.contains(part) && *part != item && marked(part) != Some(true));
    let mut cart = Word::default();
    let mut fits = true;
    let mut put = |mark: &str, part: &str| {
        let comma = if cart == Word::default() { "" } else { "," };
        let mut longer = cart;
        fits &= write!(longer, "{comma}{mark}{part}").is_ok();
        cart = longer;
    };
    items.iter().for_each(|part| put("", part));
    match change {
        Change::Add => put("", item),
        Change::Remove if marks => put("-", item),
        Change::Remove => {}
    }
    match values.first() {
        Some(&before) if !fits => before,
        _ => Value(cart),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Change::{Add, Remove};

    fn value(text: &str) -> Value {
        Value(Word::new(text).unwrap_or_else(|error| panic!("{text}: {error}")))
    }

    #[test]
    fn carts_are_merged_in_order() {
        for (values, item, change, marks, want) in [
            (&[][..], "milk", Add, true, "milk"),
            (&["milk"], "flour", Add, true, "milk,flour"),
            (&["eggs", "milk"], "ham", Add, true, "eggs,milk,ham"),
            (&["milk,flour", "eggs"], "bacon", Add, true, "milk,flour,eggs,bacon"),
            (&["milk,eggs", "eggs,ham"], "milk", Remove, true, "eggs,ham,-milk"),
            (&["milk,eggs", "eggs,ham"], "milk", Remove, false, "eggs,ham"),
            // A mark wins over the item, wherever each stands; a union without marks brings it back.
            (&["eggs,-milk", "milk,eggs"], "ham", Add, true, "eggs,-milk,ham"),
            (&["eggs", "milk,eggs"], "ham", Add, false, "eggs,milk,ham"),
            // Putting it in again takes the mark out.
            (&["eggs,-milk"], "milk", Add, true, "eggs,milk"),
            (&["milk"], "milk", Remove, true, "-milk"),
        ] {
            let values: Vec<Value> = values.iter().map(|text| value(text)).collect();
            assert_eq!(changed(&values, value(item), change, marks), value(want), "{values:?}");
        }
        assert!(changed(&[value("milk")], value("milk"), Remove, false).is_tombstone());
        let full = value("abcdefghijklmnopqrstuvw");
        assert_eq!(changed(&[full], value("x"), Add, true), full);
    }
}
