//! The map.

use super::{
    CrdtError,
    counter::CounterOperation,
    dots::Dots,
    dotted::{Change, Dotted},
    lattice::{Crdt, Origin},
    register::{LwwWrite, MvRegister, Timed, sorted, time},
    set::{Mark, OrSet, RemoveWinsSet, SetOperation, settled},
    wire::{Name, Plain, Reader, Wire, WireError, Writer},
};
use crate::clock::Dot;
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use core::marker::PhantomData;

/// A map from keys to values of other types, maps included, in which an update wins against a concurrent removal of its key
/// (OR-map; Brown, Cribbs, Meiklejohn, Elliott, *Riak DT Map*, PaPEC 2014; Almeida et al. 2018, section 7.4).
///
/// A field is a key and a type, as in Riak: a counter and a set with the same key are two fields. A field is there as soon as it
/// is updated. `Remove` takes away what its node sees of the fields with a key; what concurrent updates did stays, and nothing
/// else. All of the map is one store of items with dots: an item has the keys of the maps in which it is, and is
///
/// - of a counter, an amount. Each increment has a dot of its own, so that a removal takes away just those that it has seen. The
///   amounts of one node are not added up: a map grows with every increment until the field is removed. (Riak adds them up, and
///   a removal then takes away all or nothing of a node's increments.)
/// - of a [`LwwRegister`](super::LwwRegister), a value with a time. The greatest time wins among the writes that no removal has
///   seen. The clock starts again with the field.
/// - of an [`MvRegister`] or an [`OrSet`], a value or an element with the dot, and of a [`RemoveWinsSet`] a mark, as on their own.
///
/// A field without a value is not shown: a set without elements, a map without fields.
///
/// The `Map` of the crate `crdts` means the same removal, but has one count for each node in the clock of a field, and so may
/// keep a value that a removal has seen beside a concurrent update (`oracle/tests/map.rs` has the smallest run).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OrMap<V>(PhantomData<V>);

/// What is asked of a map.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MapOperation<V> {
    /// Updates a field.
    Update {
        /// The key.
        key: V,
        /// What is asked of its value.
        operation: FieldOperation<V>,
    },
    /// Removes a key.
    Remove(V),
    /// Removes all keys.
    Clear,
}

/// What is asked of a value in a map.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FieldOperation<V> {
    /// Adds this much to a G-counter.
    GCounter(u64),
    /// An operation on a PN-counter.
    PnCounter(CounterOperation),
    /// A write to an LWW-register.
    LwwRegister(LwwWrite<V>),
    /// Writes this to an MV-register.
    MvRegister(V),
    /// An operation on an OR-set.
    OrSet(SetOperation<V>),
    /// An operation on a remove-wins set.
    RemoveWinsSet(SetOperation<V>),
    /// An operation on a map in the map.
    OrMap(Box<MapOperation<V>>),
}

/// The type of a value in a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A G-counter.
    GCounter,
    /// A PN-counter.
    PnCounter,
    /// An LWW-register.
    LwwRegister,
    /// An MV-register.
    MvRegister,
    /// An OR-set.
    OrSet,
    /// A remove-wins set.
    RemoveWinsSet,
    /// A map.
    OrMap,
}

impl Kind {
    /// All types.
    pub const ALL: &[Self] = &[
        Self::GCounter,
        Self::PnCounter,
        Self::LwwRegister,
        Self::MvRegister,
        Self::OrSet,
        Self::RemoveWinsSet,
        Self::OrMap,
    ];
    /// The words for them, in the same order.
    pub const WORDS: &[&str] = &[
        "g-counter",
        "pn-counter",
        "lww-register",
        "mv-register",
        "or-set",
        "remove-wins-set",
        "or-map",
    ];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

/// The keys of the maps in which a value is, from the outermost, each with the type of what it leads to.
pub type Path<V> = Vec<(V, Kind)>;

/// What an update of a field leaves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item<V> {
    /// The field.
    pub path: Path<V>,
    /// What its value is made of.
    pub leaf: Leaf<V>,
}

/// What values in a map are made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Leaf<V> {
    /// An amount of a counter.
    Amount(CounterOperation),
    /// A write to an LWW-register.
    Timed(Timed<V>),
    /// A value of an MV-register, or an element of an OR-set.
    Value(V),
    /// A mark of a remove-wins set.
    Mark(Mark<V>),
}

/// What a map says: its fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MapValue<V>(pub BTreeMap<(V, Kind), FieldValue<V>>);

/// What a value in a map says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FieldValue<V> {
    /// Of a counter.
    Count(i128),
    /// Of an LWW-register.
    Latest(V),
    /// Of an MV-register or a set, in ascending order.
    Values(Vec<V>),
    /// Of a map.
    Map(MapValue<V>),
}

impl<V> Default for MapValue<V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<V> OrMap<V> {
    /// The greatest depth of a field.
    pub const DEPTH: usize = 32;
}

impl<V: Plain<N>, N: Name> Crdt<N> for OrMap<V> {
    type State = Dotted<Item<V>, N>;
    type Operation = MapOperation<V>;
    type Value = MapValue<V>;

    fn prepare(
        state: &Dotted<Item<V>, N>,
        operation: &MapOperation<V>,
        origin: &Origin<'_, N>,
    ) -> Result<Option<Change<Item<V>, N>>, CrdtError> {
        let mut path: Path<V> = Vec::new();
        let mut operation = operation;
        loop {
            let is_below = |item: &Item<V>| item.path.starts_with(&path);
            let drop = match operation {
                MapOperation::Update { .. } if path.len() == Self::DEPTH => {
                    return Err(CrdtError::Depth(Self::DEPTH));
                }
                MapOperation::Update { key, operation: FieldOperation::OrMap(inner) } => {
                    path.push((key.clone(), Kind::OrMap));
                    operation = inner;
                    continue;
                }
                MapOperation::Update { key, operation } => {
                    path.push((key.clone(), operation.kind()));
                    return field(state, &path, operation, origin);
                }
                MapOperation::Remove(key) => {
                    state.find(|item| is_below(item) && item.path[path.len()].0 == *key)
                }
                MapOperation::Clear => state.find(is_below),
            };
            return Ok((!drop.is_empty()).then_some(Change { put: Vec::new(), drop }));
        }
    }

    fn value(state: &Dotted<Item<V>, N>) -> MapValue<V> {
        let mut fields: BTreeMap<&Path<V>, Leaves<'_, V, N>> = BTreeMap::new();
        for (dot, item) in state.items() {
            fields.entry(&item.path).or_default().push((dot, &item.leaf));
        }
        let mut map = MapValue::default();
        for (path, leaves) in fields {
            let Some((field, maps)) = path.split_last() else { continue };
            if let Some(value) = value(field.1, &leaves) {
                map.put(maps, field, value);
            }
        }
        map
    }

    fn tombstones(state: &Dotted<Item<V>, N>) -> u64 {
        let removals = state.items().filter_map(|(_, item)| item.leaf.mark());
        removals.filter(|mark| !mark.added).count() as u64
    }

    fn collect(state: &mut Dotted<Item<V>, N>, stable: &Dots<N>) -> u64 {
        let dropped = settled(state, stable, |item| {
            let mark = item.leaf.mark()?;
            Some(((&item.path, &mark.element), mark.added))
        });
        state.items.retain(|dot, _| !dropped.includes(dot));
        dropped.iter().count() as u64
    }
}

impl<V> FieldOperation<V> {
    /// The type of value that it is asked of.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::GCounter(_) => Kind::GCounter,
            Self::PnCounter(_) => Kind::PnCounter,
            Self::LwwRegister(_) => Kind::LwwRegister,
            Self::MvRegister(_) => Kind::MvRegister,
            Self::OrSet(_) => Kind::OrSet,
            Self::RemoveWinsSet(_) => Kind::RemoveWinsSet,
            Self::OrMap(_) => Kind::OrMap,
        }
    }
}

/// What an operation on a field does, as on a value on its own that has the items of the field.
fn field<V: Plain<N>, N: Name>(
    state: &Dotted<Item<V>, N>,
    path: &Path<V>,
    operation: &FieldOperation<V>,
    origin: &Origin<'_, N>,
) -> Result<Option<Change<Item<V>, N>>, CrdtError> {
    let item = |leaf| Item { path: path.clone(), leaf };
    let values = || state.view(|it| it.leaf.value().filter(|_| it.path == *path).cloned());
    let marks = || state.view(|it| it.leaf.mark().filter(|_| it.path == *path).cloned());
    let amount = |amount: CounterOperation| {
        let put = Vec::from([item(Leaf::Amount(amount))]);
        Ok((amount.amount() > 0).then_some(Change { put, drop: Dots::default() }))
    };
    match operation {
        FieldOperation::GCounter(n) => amount(CounterOperation::Increment(*n)),
        FieldOperation::PnCounter(operation) => amount(*operation),
        FieldOperation::LwwRegister(write) => {
            let seen = state.view(|it| it.leaf.timed().filter(|_| it.path == *path).cloned());
            let clock = seen.items().map(|(_, timed)| timed.time).max();
            let time = time(clock, write.time)?;
            let overtaken = seen.items().filter(|(dot, it)| (it.time, *dot) < (time, origin.at));
            let drop = overtaken.map(|(dot, _)| dot.clone()).collect();
            let timed = Timed { time, value: write.value.clone() };
            Ok(Some(Change { put: Vec::from([item(Leaf::Timed(timed))]), drop }))
        }
        FieldOperation::MvRegister(value) => {
            let change = MvRegister::prepare(&values(), value, origin)?;
            Ok(change.map(|it| it.map(|value| item(Leaf::Value(value)))))
        }
        FieldOperation::OrSet(operation) => {
            let change = OrSet::prepare(&values(), operation, origin)?;
            Ok(change.map(|it| it.map(|value| item(Leaf::Value(value)))))
        }
        FieldOperation::RemoveWinsSet(operation) => {
            // What is there in other fields has not been collected.
            let stable = origin.stable.without(&state.find(|_| true));
            let origin = Origin { at: origin.at, stable: &stable };
            let change = RemoveWinsSet::prepare(&marks(), operation, &origin)?;
            Ok(change.map(|it| it.map(|mark| item(Leaf::Mark(mark)))))
        }
        // Maps in the map are paths.
        FieldOperation::OrMap(_) => Ok(None),
    }
}

/// The leaves of a field.
type Leaves<'a, V, N> = Vec<(&'a Dot<N>, &'a Leaf<V>)>;

/// What the leaves of a field say; `None` if it has no value.
fn value<V: Plain<N>, N: Name>(
    kind: Kind,
    leaves: &[(&Dot<N>, &Leaf<V>)],
) -> Option<FieldValue<V>> {
    let all = || leaves.iter().map(|(_, leaf)| *leaf);
    match kind {
        Kind::GCounter | Kind::PnCounter => {
            Some(FieldValue::Count(all().filter_map(Leaf::amount).sum()))
        }
        Kind::LwwRegister => {
            let timed = leaves.iter().filter_map(|(dot, leaf)| Some((leaf.timed()?, *dot)));
            let last = timed.max_by_key(|(timed, dot)| (timed.time, *dot))?;
            Some(FieldValue::Latest(last.0.value.clone()))
        }
        Kind::MvRegister | Kind::OrSet => {
            Some(FieldValue::Values(sorted(all().filter_map(Leaf::value))))
        }
        Kind::RemoveWinsSet => {
            let marks =
                leaves.iter().filter_map(|(dot, leaf)| Some(((*dot).clone(), leaf.mark()?)));
            let marks = marks.map(|(dot, mark)| (dot, mark.clone())).collect();
            let elements = RemoveWinsSet::value(&Dotted { items: marks, seen: Dots::default() });
            (!elements.is_empty()).then_some(FieldValue::Values(elements))
        }
        Kind::OrMap => None,
    }
}

impl<V: Ord + Clone> MapValue<V> {
    /// Puts a field into the map at a path of maps, which are made if they are not there.
    fn put(&mut self, maps: &[(V, Kind)], field: &(V, Kind), value: FieldValue<V>) {
        let Some((first, rest)) = maps.split_first() else {
            self.0.insert(field.clone(), value);
            return;
        };
        let inner = self.0.entry(first.clone());
        if let FieldValue::Map(map) = inner.or_insert_with(|| FieldValue::Map(Self::default())) {
            map.put(rest, field, value);
        }
    }
}

impl<V> Leaf<V> {
    const fn amount(&self) -> Option<i128> {
        if let Self::Amount(amount) = self { Some(amount.signed()) } else { None }
    }

    const fn timed(&self) -> Option<&Timed<V>> {
        if let Self::Timed(timed) = self { Some(timed) } else { None }
    }

    const fn value(&self) -> Option<&V> {
        if let Self::Value(value) = self { Some(value) } else { None }
    }

    const fn mark(&self) -> Option<&Mark<V>> {
        if let Self::Mark(mark) = self { Some(mark) } else { None }
    }
}

impl<N> Wire<N> for Kind {
    fn write(&self, to: &mut Writer<N>) {
        to.number(*self as u64);
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let at = usize::try_from(from.number()?).ok();
        at.and_then(|at| Self::ALL.get(at)).copied().ok_or(WireError::Meaningless)
    }
}

impl<V: Wire<N>, N: Name> Wire<N> for Item<V> {
    fn write(&self, to: &mut Writer<N>) {
        to.number(self.path.len() as u64);
        for (key, kind) in &self.path {
            key.write(to);
            kind.write(to);
        }
        match &self.leaf {
            Leaf::Amount(amount) => amount.write(to),
            Leaf::Timed(timed) => timed.write(to),
            Leaf::Value(value) => value.write(to),
            Leaf::Mark(mark) => mark.write(to),
        }
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let length = from.number()?;
        let path = (0..length).map(|_| Ok((V::read(from)?, Kind::read(from)?)));
        let path: Path<V> = path.collect::<Result<_, _>>()?;
        let leaf = match path.last().ok_or(WireError::Meaningless)?.1 {
            Kind::GCounter | Kind::PnCounter => Leaf::Amount(CounterOperation::read(from)?),
            Kind::LwwRegister => Leaf::Timed(Timed::read(from)?),
            Kind::MvRegister | Kind::OrSet => Leaf::Value(V::read(from)?),
            Kind::RemoveWinsSet => Leaf::Mark(Mark::read(from)?),
            Kind::OrMap => return Err(WireError::Meaningless),
        };
        Ok(Self { path, leaf })
    }
}
