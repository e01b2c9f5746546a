//! Values and states in JSON.

use replicarium::{
    clock::Dot,
    store::crdt::{
        Balances, Counts, Dots, Dotted, FieldValue, Item, Latest, Leaf, MapValue, Mark, Side, Tree,
    },
};
use serde::Serialize;
use std::collections::BTreeMap;

/// A value in JSON.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Shown {
    Null,
    Number(i128),
    Text(String),
    List(Vec<Shown>),
    Object(BTreeMap<String, Shown>),
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Shown {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&Dot<String>> for Shown {
    fn from(dot: &Dot<String>) -> Self {
        Self::Text(dot.to_string())
    }
}

impl<T: Into<Self>> From<Option<T>> for Shown {
    fn from(it: Option<T>) -> Self {
        it.map_or(Self::Null, Into::into)
    }
}

impl From<u64> for Shown {
    fn from(n: u64) -> Self {
        Self::Number(n.into())
    }
}

impl FromIterator<Self> for Shown {
    fn from_iter<I: IntoIterator<Item = Self>>(items: I) -> Self {
        Self::List(items.into_iter().collect())
    }
}

fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Shown)>) -> Shown {
    Shown::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

pub fn list(values: &[String]) -> Shown {
    values.iter().map(Shown::from).collect()
}

/// A field by its key; if there are several fields with this key, with their types.
pub fn map(map: &MapValue<String>) -> Shown {
    let fields = map.0.iter().map(|((key, kind), value)| {
        let is_alone = map.0.keys().filter(|(other, _)| other == key).count() == 1;
        let name = if is_alone { key.clone() } else { format!("{key} ({})", kind.word()) };
        let value = match value {
            FieldValue::Count(n) => Shown::Number(*n),
            FieldValue::Latest(value) => value.into(),
            FieldValue::Values(values) => list(values),
            FieldValue::Map(inner) => self::map(inner),
        };
        (name, value)
    });
    Shown::Object(fields.collect())
}

pub fn counts(state: &Counts<String>) -> Shown {
    Shown::Object(state.entries().map(|(node, n)| (node.clone(), n.into())).collect())
}

pub fn balances(state: &Balances<String>) -> Shown {
    let entries = state.entries().map(|(node, up, down)| {
        (node.clone(), object([("added", up.into()), ("subtracted", down.into())]))
    });
    Shown::Object(entries.collect())
}

pub fn latest(state: &Latest<String, String>) -> Shown {
    state.last().map_or(Shown::Null, |last| {
        let (dot, value) = ((&last.dot).into(), (&last.value).into());
        object([("dot", dot), ("time", last.time.into()), ("value", value)])
    })
}

pub fn values(state: &Dotted<String, String>) -> Shown {
    let items = state.items();
    items.map(|(dot, value)| object([("dot", dot.into()), ("value", value.into())])).collect()
}

const fn mark(mark: &Mark<String>) -> &'static str {
    if mark.added { "added" } else { "removed" }
}

pub fn marks(state: &Dotted<Mark<String>, String>) -> Shown {
    let items = state.items().map(|(dot, it)| {
        let element = (&it.element).into();
        object([("dot", dot.into()), ("mark", mark(it).into()), ("value", element)])
    });
    items.collect()
}

pub fn fields(state: &Dotted<Item<String>, String>) -> Shown {
    let items = state.items().map(|(dot, item)| {
        let path = item.path.iter().flat_map(|(key, kind)| [key.into(), kind.word().into()]);
        let (name, value) = match &item.leaf {
            Leaf::Amount(amount) => ("amount", Shown::Number(amount.signed())),
            Leaf::Timed(timed) => {
                let value = object([("time", timed.time.into()), ("value", (&timed.value).into())]);
                ("written", value)
            }
            Leaf::Value(value) => ("value", value.into()),
            Leaf::Mark(it) => (mark(it), (&it.element).into()),
        };
        object([("dot", dot.into()), ("path", path.collect()), (name, value)])
    });
    items.collect()
}

pub fn tree(state: &Tree<String>) -> Shown {
    let characters = state.elements().map(|(dot, element)| {
        let character = element.character.map(|it| Shown::Text(it.to_string()));
        let place = &element.place;
        let side = match place.side {
            Side::Left => "left",
            Side::Right => "right",
        };
        let digits = place
            .position
            .digits()
            .iter()
            .map(|(digit, node)| Shown::Text(format!("{digit}.{node}")));
        let stands = [
            ("character", character.into()),
            ("dot", dot.into()),
            ("parent", place.parent.as_ref().into()),
            ("side", side.into()),
        ];
        let position = ("position", Shown::List(digits.collect()));
        let positioned = !place.position.is_empty();
        object(stands.into_iter().chain(positioned.then_some(position)))
    });
    let deletions = state.deletions().map(|(dot, targets)| {
        let targets = targets.iter().map(|target| Shown::from(&target)).collect();
        (dot.to_string(), targets)
    });
    object([
        ("characters", characters.collect()),
        ("deletions", Shown::Object(deletions.collect())),
    ])
}

/// The last dot of each node. A node has seen all before it.
pub fn vector(dots: &Dots<String>) -> Shown {
    Shown::Object(dots.runs().map(|(node, _)| (node.clone(), dots.last(node).into())).collect())
}
