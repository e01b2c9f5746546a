//! A node's copies of values that merge, and what it ships of them.

use super::{
    Placing,
    view::{MergedValue, MergedView, Shipped},
};
use crate::{
    clock::{Dot, VersionVector},
    hash::Fingerprint,
    id::{NodeId, OperationId},
    kv::{Key, Request, Value},
    shared::SharedVec,
    store::{
        crdt::{
            CrdtError, Dots, FieldOperation, Kind, Logoot, MapOperation, MapValue, MessageOf,
            OrMap, Peer, Receipt, Sequence, SequenceOperation, Spoken, Way, parts, said,
        },
        view::{Merged, Row, Taken, Version},
    },
    view::Meeting,
};
use alloc::{format, string::String, vec::Vec};
use litemap::LiteMap;

type Map = OrMap<Value>;

/// What a node ships of its copies.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shipment {
    /// Of the map.
    map: MessageOf<Map, NodeId>,
    /// Of texts.
    texts: Vec<(Key, MessageOf<Sequence, NodeId>)>,
    /// The last update that the sender knows, if the receiver may lack something.
    pub news: Option<OperationId>,
}

impl Shipment {
    /// The bytes of what is shipped, and of what is told about who has seen what.
    pub fn bytes(&self) -> (u64, u64) {
        let texts = self.texts.iter().map(|(_, it)| (it.bytes().len(), it.row_bytes().len()));
        let map = (self.map.bytes().len(), self.map.row_bytes().len());
        let sum = |(a, b), (c, d): (usize, usize)| (a + c as u64, b + d as u64);
        texts.fold(sum((0, 0), map), sum)
    }
}

/// What a node has seen after a shipment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Receipts {
    map: Option<Receipt<NodeId>>,
    texts: Vec<(Key, Receipt<NodeId>)>,
}

/// The node's copies.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Copies {
    map: Peer<Map, NodeId>,
    texts: LiteMap<Key, Peer<Sequence, NodeId>>,
    /// The updates that the node has taken itself.
    taken: SharedVec<Taken>,
    /// The last update that it knows, its own or another node's.
    latest: Option<OperationId>,
    shipped: Shipped,
}

/// A set of dots without gaps as a version vector.
fn vector(dots: &Dots<NodeId>) -> VersionVector {
    let mut vector = VersionVector::default();
    for (&node, _) in dots.runs() {
        vector.include(&Dot { node, count: dots.last(&node) });
    }
    vector
}

/// A text as the value of a row: if it is long, its beginning, its length and its fingerprint.
fn shown(text: &str) -> Option<Value> {
    const LONG: usize = 200;
    if text.len() <= LONG {
        let text = if text.is_empty() { "\"\"" } else { text };
        return Value::new(text).ok();
    }
    let start: String = text.chars().take(LONG / 4).collect();
    let (length, hash) = (text.chars().count(), Fingerprint::of(&text));
    Value::new(&format!("{start}… ({length} characters, {hash:016x})")).ok()
}

/// What a map says about a key; with the type in front if there are fields of several types.
fn fields(values: &MapValue<Value>, key: Key) -> Option<String> {
    let key = Value::Word(key.0);
    let of_key = || values.0.iter().filter(move |((it, _), _)| *it == key);
    let text = |((_, kind), value): (&(Value, Kind), _)| match of_key().count() {
        1 => said(*kind, value),
        _ => format!("{} {}", kind.word(), said(*kind, value)),
    };
    let all: Vec<String> = of_key().map(text).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

impl Receipts {
    /// Whether the shipment was for the node under its name of now.
    pub const fn is_for_this(&self) -> bool {
        self.map.is_some()
    }
}

impl Copies {
    /// The empty copies of a node.
    pub fn new(name: NodeId) -> Self {
        let (map, texts) = (Peer::new(name), LiteMap::new());
        Self { map, texts, taken: SharedVec::default(), latest: None, shipped: Shipped::default() }
    }

    /// A text that is empty.
    fn empty_text(&self) -> Peer<Sequence, NodeId> {
        let mut text = Peer::new(*self.map.name());
        text.set_members(self.map.members().iter().copied());
        text
    }

    /// Says which nodes there are.
    pub fn set_members(&mut self, members: &[NodeId]) {
        self.map.set_members(members.iter().copied());
        self.texts.iter_mut().for_each(|(_, it)| it.set_members(members.iter().copied()));
    }

    /// Does an update. Returns whether it has an effect.
    pub fn update(
        &mut self,
        write: OperationId,
        key: Key,
        asked: &Asked,
        placing: Placing,
    ) -> Result<bool, CrdtError> {
        let node = *self.map.name();
        let (changed, text, seen) = match asked {
            Asked::Map(operation) => (self.map.update(operation)?, None, self.map.seen()),
            Asked::Text(operation) => {
                let edit = |text: &mut Peer<Sequence, NodeId>| match placing {
                    Placing::Fugue => text.update(operation),
                    Placing::Logoot => text.update_as::<Logoot>(operation),
                };
                let changed = match self.texts.get_mut(&key) {
                    Some(text) => edit(text)?,
                    None => {
                        // A refused update leaves no empty text behind.
                        let mut text = self.empty_text();
                        let changed = edit(&mut text)?;
                        self.texts.insert(key, text);
                        changed
                    }
                };
                (changed, Some(key), self.texts[&key].seen())
            }
        };
        let dot = Dot { node, count: seen.last(&node) };
        self.taken.push(Taken { write, text, dot: changed.then_some(dot) });
        if changed {
            self.latest = Some(write);
        }
        Ok(changed)
    }

    /// Whether a node is not known to have everything.
    pub fn is_ahead_of(&self, node: NodeId) -> bool {
        self.map.is_ahead_of(&node) || self.texts.values().any(|it| it.is_ahead_of(&node))
    }

    /// What is shipped to a node.
    pub fn ship(&mut self, to: NodeId, way: Way) -> Shipment {
        let news = self.is_ahead_of(to).then_some(self.latest).flatten();
        // What a node has it is told nothing of but who has seen what.
        let of = |ahead: bool| if ahead { way } else { Way::Operations };
        let ahead = self.map.is_ahead_of(&to);
        let map = self.map.ship(&to, of(ahead));
        let texts = self.texts.iter_mut().map(|(&key, text)| {
            let ahead = text.is_ahead_of(&to);
            (key, text.ship(&to, of(ahead)))
        });
        let shipment = Shipment { map, texts: texts.collect(), news };
        let (bytes, clocks) = shipment.bytes();
        self.shipped.messages += 1;
        self.shipped.bytes += bytes;
        self.shipped.clocks += clocks;
        shipment
    }

    /// Merges a shipment. Returns the answer, and whether something was new.
    pub fn receive(&mut self, shipment: &Shipment) -> (Receipts, bool) {
        let mut texts = Vec::new();
        let Ok(map) = self.map.receive(&shipment.map) else {
            return (Receipts { map: None, texts }, false);
        };
        let mut changed = map.changed;
        for (key, message) in &shipment.texts {
            let empty = self.empty_text();
            if let Ok(receipt) = self.texts.entry(*key).or_insert(empty).receive(message) {
                changed |= receipt.changed;
                texts.push((*key, receipt));
            }
        }
        if changed {
            self.latest = shipment.news.or(self.latest);
        }
        (Receipts { map: Some(map), texts }, changed)
    }

    /// What a shipment brings and takes away, by key.
    pub fn meets(&self, node: NodeId, shipment: &Shipment) -> Vec<Meeting> {
        let mut all = Vec::new();
        let mut meet =
            |key, seen: [Option<&Dots<NodeId>>; 2], mut comes: Vec<_>, mut goes: Vec<_>| {
                comes.truncate(MergedValue::LIMIT);
                goes.truncate(MergedValue::LIMIT);
                if !comes.is_empty() || !goes.is_empty() {
                    let [held, came] = seen.map(|seen| seen.map(vector).unwrap_or_default());
                    all.push(Meeting { node, key, held, came, comes, goes });
                }
            };
        let news = self.map.news(&shipment.map);
        let mut names: Vec<Value> = Vec::new();
        let held = self.map.state().items().filter(|(dot, _)| news.seen().includes(dot));
        for (_, item) in held.chain(news.items()) {
            names.extend(item.path.first().map(|(name, _)| *name).filter(|it| !names.contains(it)));
        }
        for name in names {
            let Value::Word(key) = name else { continue };
            let comes = parts::of_field(&news, &name);
            let goes = parts::gone_from_field(self.map.state(), &news, &name);
            meet(Key(key), [Some(self.map.seen()), shipment.map.seen()], comes, goes);
        }
        for (key, message) in &shipment.texts {
            let empty = self.empty_text();
            let text = self.texts.get(key).unwrap_or(&empty);
            let news = text.news(message);
            let comes = parts::of_text(&news, MergedValue::LIMIT);
            let goes = parts::gone_from_text(text.state(), &news);
            meet(*key, [Some(text.seen()), message.seen()], comes, goes);
        }
        all
    }

    /// Takes the answer to a shipment.
    pub fn acknowledge(&mut self, receipts: &Receipts) {
        if let Some(receipt) = &receipts.map {
            // One for an earlier name says nothing about this node.
            _ = self.map.acknowledge(receipt);
        }
        for (key, receipt) in &receipts.texts {
            _ = self.texts.get_mut(key).map(|text| text.acknowledge(receipt));
        }
    }

    /// Drops tombstones, and operations that all have seen.
    pub fn collect(&mut self) {
        self.map.collect();
        self.texts.iter_mut().for_each(|(_, it)| _ = it.collect());
    }

    /// What a key says; `None` if nothing.
    pub fn said(&self, key: Key) -> Option<Value> {
        self.say(&self.map.value(), key)
    }

    fn say(&self, values: &MapValue<Value>, key: Key) -> Option<Value> {
        let text = self.texts.get(&key).map(|it| it.value());
        match (fields(values, key), text) {
            (Some(field), Some(text)) => shown(&format!("{field}; sequence {text}")),
            (Some(one), None) | (None, Some(one)) => shown(&one),
            (None, None) => None,
        }
    }

    /// What has been seen.
    pub fn view(&self) -> Merged {
        let texts = self.texts.iter().map(|(&key, text)| (Some(key), vector(text.seen())));
        let seen = core::iter::once((None, vector(self.map.seen()))).chain(texts);
        Merged { seen: seen.collect(), taken: self.taken.clone() }
    }

    /// The values as rows, in the order of their keys.
    pub fn rows(&self) -> Vec<Row> {
        let (values, seen) = (self.map.value(), vector(self.map.seen()));
        let word = |value: &Value| match value {
            Value::Word(word) => Some(Key(*word)),
            Value::Text(_) => None,
        };
        let fields = values.0.keys().filter_map(|(key, _)| word(key));
        let mut keys: Vec<Key> = fields.chain(self.texts.keys().copied()).collect();
        keys.sort_unstable();
        keys.dedup();
        let row = |key| {
            let value = self.say(&values, key)?;
            // Equal values have equal names, and no client's write has such a name.
            let number = Fingerprint::of(&value) as u32;
            let write = OperationId { number, ..OperationId::default() }.made();
            let seen = self.texts.get(&key).map_or_else(|| seen.clone(), |it| vector(it.seen()));
            Some(Row { key, value, write, version: Version::Merged(seen), lost: None })
        };
        keys.into_iter().filter_map(row).collect()
    }

    /// The values, opened up.
    pub fn open_up(&self) -> MergedView {
        let state = self.map.state();
        let fields = self.map.value().0.into_iter().filter_map(|((name, kind), value)| {
            let Value::Word(key) = name else { return None };
            let (said, parts) = (said(kind, &value), parts::of_field(state, &name));
            Some(MergedValue { key: Key(key), kind: Some(kind), said, parts, carets: Vec::new() })
        });
        let texts = self.texts.iter().map(|(&key, text)| MergedValue {
            key,
            kind: None,
            said: text.value(),
            parts: parts::of_text(text.state(), MergedValue::LIMIT),
            carets: text.state().carets().map(|(&node, at)| (node, at)).collect(),
        });
        let mut values: Vec<MergedValue> = fields.chain(texts).collect();
        values.sort_by_key(|it| it.key);
        MergedView { values, stable: vector(self.map.stable()), shipped: self.shipped }
    }
}

/// An update as its copy takes it.
pub enum Asked {
    /// Of the map.
    Map(MapOperation<Value>),
    /// Of a text.
    Text(SequenceOperation),
}

impl Asked {
    /// What a request asks for, if it updates a value that merges.
    pub fn of(request: &Request) -> Option<(Key, Self)> {
        let field = |key: Key, operation| {
            (key, Self::Map(MapOperation::Update { key: Value::Word(key.0), operation }))
        };
        match *request {
            Request::Write(key, value) if value.is_tombstone() => {
                Some((key, Self::Map(MapOperation::Remove(Value::Word(key.0)))))
            }
            Request::Write(key, value) => Some(field(key, FieldOperation::MvRegister(value))),
            Request::Update(key, words) => match Spoken::parse(words.as_str()).ok()? {
                Spoken::Field(operation) => Some(field(key, operation)),
                Spoken::Text(operation) => Some((key, Self::Text(operation))),
            },
            Request::Read(_)
            | Request::Insert(_)
            | Request::Execute(..)
            | Request::Query(..)
            | Request::Transaction(..) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_long_text_is_shown_by_its_beginning() {
        assert_eq!(shown("").unwrap().to_string(), "\"\"");
        assert_eq!(shown("Hello you").unwrap().to_string(), "Hello you");
        let (a, b) = ("a".repeat(10_000), "a".repeat(9_999) + "b");
        let (a, b) = (shown(&a).unwrap().to_string(), shown(&b).unwrap().to_string());
        assert!(a.starts_with("aaaa") && a.contains("… (10000 characters, "), "{a}");
        assert_ne!(a, b);
    }
}
