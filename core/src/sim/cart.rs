//! Shopping carts: a client merges the siblings that it last read, and adds or removes an item. A cart is a
//! value with commas, `milk,eggs`.
//!
//! DDIA, "Merging concurrently written values": a union of siblings restores items that were removed. A
//! tombstone in the cart, `-ham`, survives the union and prevents that.

use crate::kv::{Value, Word};
use alloc::vec::Vec;
use core::fmt::Write;

/// A change of a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Adds the item.
    Add,
    /// Removes the item.
    Remove,
}

impl Change {
    /// The word in scenario files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
        }
    }
}

/// The prefix of a tombstone.
const MARK: char = '-';

/// The cart after a change, from the siblings that the client last read. With `marks`, removed items leave
/// tombstones. If the cart would not be a word, it is the first sibling, unchanged.
#[must_use]
pub fn changed(values: &[Value], item: Value, change: Change, marks: bool) -> Value {
    let item = item.as_str();
    let mut items: Vec<&str> = Vec::new();
    for value in values {
        for part in value.as_str().split(',').filter(|part| !part.is_empty()) {
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
    // A sibling that is no cart may have white space.
    fits &= cart == Word::default() || Word::new(cart.as_str()).is_ok();
    match values.first() {
        Some(&before) if !fits => before,
        _ => Value::Word(cart),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Change::{Add, Remove};

    fn value(text: &str) -> Value {
        Value::Word(Word::new(text).unwrap_or_else(|error| panic!("{text}: {error}")))
    }

    #[test]
    fn a_change_merges_siblings_and_keeps_the_order_of_items() {
        for (values, item, change, marks, want) in [
            (&[][..], "milk", Add, true, "milk"),
            (&["milk"], "flour", Add, true, "milk,flour"),
            (&["eggs", "milk"], "ham", Add, true, "eggs,milk,ham"),
            (&["milk,flour", "eggs"], "bacon", Add, true, "milk,flour,eggs,bacon"),
            (&["milk,eggs", "eggs,ham"], "milk", Remove, true, "eggs,ham,-milk"),
            (&["milk,eggs", "eggs,ham"], "milk", Remove, false, "eggs,ham"),
            // A tombstone wins over the item in any sibling; a union without tombstones restores it.
            (&["eggs,-milk", "milk,eggs"], "ham", Add, true, "eggs,-milk,ham"),
            (&["eggs", "milk,eggs"], "ham", Add, false, "eggs,milk,ham"),
            // Adding an item again removes its tombstone.
            (&["eggs,-milk"], "milk", Add, true, "eggs,milk"),
            (&["milk"], "milk", Remove, true, "-milk"),
        ] {
            let values: Vec<Value> = values.iter().map(|text| value(text)).collect();
            assert_eq!(changed(&values, value(item), change, marks), value(want), "{values:?}");
        }
        assert!(changed(&[value("milk")], value("milk"), Remove, false).is_tombstone());
        let full = value("abcdefghijklmnopqrstuvw");
        assert_eq!(changed(&[full], value("x"), Add, true), full);
        let text = Value::new("no cart, but a text").expect("a value");
        assert_eq!(changed(&[text], value("x"), Add, true), text);
    }
}
