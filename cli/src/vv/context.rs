//! Contexts in JSON: `{"A":2,"B":1}`.

use replicarium::clock::VersionVector;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
};
use std::{collections::BTreeMap, fmt};

/// The writes that a client has seen: a count for each node, by any names. A count of 0 is the same as none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context(pub VersionVector<String>);

impl Serialize for Context {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.entries())
    }
}

impl<'de> Deserialize<'de> for Context {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Context;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(r#"nodes and their counts, such as {"A":2,"B":1}"#)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Context, M::Error> {
        let mut counts = BTreeMap::new();
        while let Some((node, Count(count))) = map.next_entry::<String, Count>()? {
            if let Some(other) = counts.insert(node.clone(), count) {
                let twice = format!("{node:?} is there twice, with {other} and {count}");
                return Err(M::Error::custom(twice));
            }
        }
        Ok(Context(counts.into_iter().collect()))
    }
}

struct Count(u64);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Whole;
        impl Visitor<'_> for Whole {
            type Value = Count;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "a whole number from 0 to {}", u64::MAX)
            }
            fn visit_u64<E: Error>(self, count: u64) -> Result<Count, E> {
                Ok(Count(count))
            }
        }
        from.deserialize_u64(Whole)
    }
}
