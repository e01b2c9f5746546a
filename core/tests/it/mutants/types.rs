//! Mutants of the types that merge. The sound type says what it should in every script.

use super::compare;
use replicarium::{
    clock::Dot,
    store::crdt::{
        CounterOperation, Crdt, CrdtError, Dots, Edit, GCounter, Lattice, OrSet, Origin, Peer,
        Place, PnCounter, RemoveWinsSet, Sequence, SequenceOperation, SetOperation, Side, Way,
        wire::{Reader, Wire, WireError, Writer},
    },
};
use std::{
    fmt::{Debug, Write},
    hash::Hash,
};

/// The states of the type that is broken.
type State<F> = <<F as Flaw>::Of as Crdt<u8>>::State;
type Effect<F> = <State<F> as Lattice<u8>>::Effect;

/// What is broken in a type, if anything is. What it does not say is as in the type.
trait Flaw: Clone + Debug + Default + Eq + Hash {
    type Of: Crdt<u8>;

    fn apply(state: &mut State<Self>, at: &Dot<u8>, effect: &Effect<Self>) {
        state.apply(at, effect);
    }

    fn delta(state: &State<Self>, at: &Dot<u8>, effect: &Effect<Self>) -> State<Self> {
        state.delta(at, effect)
    }

    fn join(state: &mut State<Self>, other: &State<Self>) {
        state.join(other);
    }

    fn collect(state: &mut State<Self>, stable: &Dots<u8>) -> u64 {
        Self::Of::collect(state, stable)
    }
}

macro_rules! flaw {
    ($(#[$doc:meta])* $name:ident of $type:ty { $($broken:tt)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
        struct $name;

        impl Flaw for $name {
            type Of = $type;
            $($broken)*
        }
    };
}

flaw! {
    /// A node that merges takes the other state for its own, so the order of the two matters.
    TakesTheOtherState of PnCounter {
        fn join(state: &mut State<Self>, other: &State<Self>) {
            state.clone_from(other);
        }
    }
}

flaw! {
    /// An operation is applied twice, and its delta is joined once.
    AppliesAnOperationTwice of GCounter {
        fn apply(state: &mut State<Self>, at: &Dot<u8>, effect: &Effect<Self>) {
            state.apply(at, effect);
            state.apply(at, effect);
        }
    }
}

flaw! {
    /// A delta says what is there, and not what its operation has seen and taken away.
    DeltaWithoutContext of OrSet<u8> {
        fn delta(_: &State<Self>, at: &Dot<u8>, effect: &Effect<Self>) -> State<Self> {
            let mut delta = State::<Self>::default();
            delta.apply(at, effect);
            delta
        }
    }
}

flaw! {
    /// Tombstones are dropped, whoever has not heard of them.
    DropsTombstones of RemoveWinsSet<u8> {
        fn collect(state: &mut State<Self>, _: &Dots<u8>) -> u64 {
            let mut all = Dots::default();
            (0..3).for_each(|node| all.insert_run(&node, 1, 100));
            <Self::Of as Crdt<u8>>::collect(state, &all)
        }
    }
}

flaw! {
    /// A delta forgets on which character another one hangs.
    DeltaWithoutParent of Sequence {
        fn delta(state: &State<Self>, at: &Dot<u8>, effect: &Effect<Self>) -> State<Self> {
            let mut effect = effect.clone();
            if let Edit::Insert { place, .. } = &mut effect {
                *place = Place { parent: None, side: Side::Right, ..place.clone() };
            }
            state.delta(at, &effect)
        }
    }
}

/// The state of a broken type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Broken<F: Flaw>(State<F>);

impl<F: Flaw> Default for Broken<F> {
    fn default() -> Self {
        Self(State::<F>::default())
    }
}

impl<F: Flaw> Wire<u8> for Broken<F> {
    fn write(&self, to: &mut Writer<u8>) {
        self.0.write(to);
    }

    fn read(from: &mut Reader<'_, u8>) -> Result<Self, WireError> {
        State::<F>::read(from).map(Self)
    }
}

impl<F: Flaw> Lattice<u8> for Broken<F> {
    type Effect = Effect<F>;

    fn span(effect: &Effect<F>) -> u64 {
        State::<F>::span(effect)
    }

    fn apply(&mut self, at: &Dot<u8>, effect: &Effect<F>) {
        F::apply(&mut self.0, at, effect);
    }

    fn delta(&self, at: &Dot<u8>, effect: &Effect<F>) -> Self {
        Self(F::delta(&self.0, at, effect))
    }

    fn join(&mut self, other: &Self) {
        F::join(&mut self.0, &other.0);
    }

    fn news(&self, other: &Self) -> Self {
        Self(self.0.news(&other.0))
    }

    fn passed_on(&self, other: &Self) -> Self {
        Self(self.0.passed_on(&other.0))
    }
}

/// A broken type.
struct Type<F>(F);

impl<F: Flaw> Crdt<u8> for Type<F> {
    type State = Broken<F>;
    type Operation = <F::Of as Crdt<u8>>::Operation;
    type Value = <F::Of as Crdt<u8>>::Value;

    fn prepare(
        state: &Broken<F>,
        operation: &Self::Operation,
        origin: &Origin<'_, u8>,
    ) -> Result<Option<Effect<F>>, CrdtError> {
        F::Of::prepare(&state.0, operation, origin)
    }

    fn value(state: &Broken<F>) -> Self::Value {
        F::Of::value(&state.0)
    }

    fn collect(state: &mut Broken<F>, stable: &Dots<u8>) -> u64 {
        F::collect(&mut state.0, stable)
    }
}

/// A step of a script on two nodes, 0 and 1.
#[derive(Clone, Debug)]
enum Step<O> {
    /// An operation at a node.
    On(u8, O),
    /// Every message is acknowledged.
    Sync(u8, Way),
    Collect(u8),
}
use Step::*;

/// What the two nodes say after a script.
fn said<C: Crdt<u8>>(script: &[Step<C::Operation>]) -> [C::Value; 2] {
    let mut peers = [Peer::<C, u8>::new(0), Peer::new(1)];
    peers.iter_mut().for_each(|peer| peer.set_members([0, 1]));
    for step in script {
        match step {
            On(node, operation) => {
                peers[usize::from(*node)].update(operation).expect("it fits");
            }
            Sync(from, way) => {
                let (from, to) = (usize::from(*from), 1 - *from);
                let message = peers[from].ship(&to, *way);
                let receipt = peers[usize::from(to)].receive(&message).expect("it is for it");
                peers[from].acknowledge(&receipt).expect("it is for it");
            }
            Collect(node) => _ = peers[usize::from(*node)].collect(),
        }
    }
    peers.map(|peer| peer.value())
}

/// What gives a mutant away.
fn objection<F: Flaw>(script: &[Step<<F::Of as Crdt<u8>>::Operation>]) -> Result<String, String> {
    let ([a, b], [x, y]) = (said::<F::Of>(script), said::<Type<F>>(script));
    match (a == b, x == y) {
        (false, _) => Err(format!("the sound type says {a:?} and {b:?}")),
        (true, false) => Ok(format!("{x:?} and {y:?}, not {a:?}")),
        (true, true) if a == x => Err("is not caught".into()),
        (true, true) => Ok(format!("{x:?} twice, not {a:?}")),
    }
}

#[test]
fn every_mutant_of_a_type_is_caught() {
    use {
        CounterOperation::Increment,
        SequenceOperation::Insert,
        SetOperation::{Add, Remove},
        Way::{Delta, Operations},
    };
    let insert = |node, at, text: &str| On(node, Insert { at, text: text.into() });
    let cases = [
        (
            "TakesTheOtherState",
            "pn-counter",
            objection::<TakesTheOtherState>(&[
                On(0, Increment(1)),
                On(1, Increment(2)),
                Sync(0, Way::State),
                Sync(1, Way::State),
            ]),
        ),
        (
            "AppliesAnOperationTwice",
            "g-counter",
            objection::<AppliesAnOperationTwice>(&[On(0, 1), Sync(0, Operations)]),
        ),
        (
            "DeltaWithoutContext",
            "or-set",
            objection::<DeltaWithoutContext>(&[
                On(0, Add(1)),
                Sync(0, Delta),
                On(0, Remove(1)),
                Sync(0, Delta),
            ]),
        ),
        (
            "DropsTombstones",
            "remove-wins-set",
            objection::<DropsTombstones>(&[
                On(0, Add(1)),
                Sync(0, Delta),
                On(0, Add(1)),
                On(1, Remove(1)),
                Collect(1),
                Sync(1, Delta),
                Sync(0, Delta),
            ]),
        ),
        (
            "DeltaWithoutParent",
            "sequence",
            objection::<DeltaWithoutParent>(&[
                insert(0, 0, "ac"),
                Sync(0, Way::State),
                insert(0, 1, "b"),
                Sync(0, Delta),
            ]),
        ),
    ];
    let mut text = String::from(
        "# Types that merge, broken on purpose, and what two nodes say after a script in tests/it/mutants/types.rs, beside\n\
         # what both nodes say with the sound type. `cargo xtask bless` writes this file.\n\n",
    );
    let mut escaped = Vec::new();
    for (name, kind, objection) in cases {
        match objection {
            Ok(objection) => _ = writeln!(text, "{name:<24} {kind:<16} {objection}"),
            Err(error) => escaped.push(format!("{name}, {kind}: {error}")),
        }
    }
    assert!(escaped.is_empty(), "{}", escaped.join("\n"));
    let difference = compare("mutants_types.txt", &text);
    assert_eq!(difference, None, "`cargo xtask bless` records it, if it is meant");
}
