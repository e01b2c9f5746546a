//! Both rules compared with the definition of causality, on random runs of several nodes and clients.

use super::*;
use alloc::{collections::BTreeSet, vec::Vec};
use proptest::prelude::*;

type Copy = DottedVersionVectorSet<u32, u8>;
type Vector = VersionVector<u8>;

const NODES: u8 = 3;
const CLIENTS: u8 = 3;

/// An event of one key.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// A client reads from a node, and keeps the context.
    Get {
        client: u8,
        node: u8,
    },
    /// A client writes or deletes at a node, with the context that it keeps.
    Put {
        client: u8,
        node: u8,
    },
    Clear {
        client: u8,
        node: u8,
    },
    /// A write without a context.
    Blind {
        node: u8,
    },
    Sync {
        from: u8,
        to: u8,
    },
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let (client, node) = (|| 0..CLIENTS, || 0..NODES);
    let event = prop_oneof![
        3 => (client(), node()).prop_map(|(client, node)| Event::Get { client, node }),
        4 => (client(), node()).prop_map(|(client, node)| Event::Put { client, node }),
        1 => (client(), node()).prop_map(|(client, node)| Event::Clear { client, node }),
        1 => node().prop_map(|node| Event::Blind { node }),
        3 => (node(), node()).prop_map(|(from, to)| Event::Sync { from, to }),
    ];
    proptest::collection::vec(event, 0..40)
}

/// The reference model, without clocks: a node knows a set of writes and deletes, each with the set of writes that its client
/// had seen. The siblings are the known writes that no known write or delete has seen.
#[derive(Clone, Debug, Default)]
struct Model {
    /// For each node, the known writes and deletes, as indexes into `seen`.
    heard: [BTreeSet<u32>; NODES as usize],
    /// For each write or delete, the writes that its client had seen.
    seen: Vec<BTreeSet<u32>>,
    /// The indexes of writes.
    writes: BTreeSet<u32>,
}

impl Model {
    fn happen(&mut self, node: u8, seen: BTreeSet<u32>, write: bool) -> u32 {
        let name = self.seen.len() as u32;
        self.seen.push(seen);
        self.heard[usize::from(node)].insert(name);
        if write {
            self.writes.insert(name);
        }
        name
    }

    /// The writes that a node knows, itself or through a client that had seen them.
    fn context(&self, node: u8) -> BTreeSet<u32> {
        let heard = &self.heard[usize::from(node)];
        let through = heard.iter().flat_map(|&event| self.seen[event as usize].iter().copied());
        heard.intersection(&self.writes).copied().chain(through).collect()
    }

    fn values(&self, node: u8) -> Vec<u32> {
        let heard = &self.heard[usize::from(node)];
        let overwritten =
            |write: &u32| heard.iter().any(|&it| self.seen[it as usize].contains(write));
        heard.intersection(&self.writes).filter(|write| !overwritten(write)).copied().collect()
    }
}

/// Applies the events to copies, under each of the rules in turn, and to the model. `look` compares both after every event.
fn play(rules: &[Clock], events: &[Event], look: impl Fn(&[Copy], &Model)) -> Vec<Copy> {
    let mut copies: Vec<Copy> = (0..NODES).map(|_| Copy::default()).collect();
    let mut contexts: Vec<(Vector, BTreeSet<u32>)> =
        (0..CLIENTS).map(|_| Default::default()).collect();
    let mut model = Model::default();
    let nothing = Default::default();
    for (&event, &clock) in events.iter().zip(rules.iter().cycle()) {
        match event {
            Event::Get { client, node } => {
                contexts[usize::from(client)] =
                    (copies[usize::from(node)].join().clone(), model.context(node));
            }
            Event::Put { node, .. } | Event::Blind { node } => {
                let client =
                    if let Event::Put { client, .. } = event { Some(client) } else { None };
                let read = client.map_or(&nothing, |client| &contexts[usize::from(client)]);
                let (context, seen) = read;
                let value = model.happen(node, seen.clone(), true);
                let copy = &mut copies[usize::from(node)];
                let known = copy.join().clone();
                let dot = clock.put(copy, node, value, context).expect("there is room");
                assert!(!known.includes(&dot) && !context.includes(&dot), "given twice: {dot}");
            }
            Event::Clear { client, node } => {
                let (context, seen) = &contexts[usize::from(client)];
                clock.clear(&mut copies[usize::from(node)], context);
                model.happen(node, seen.clone(), false);
            }
            Event::Sync { from, to } => {
                let other = copies[usize::from(from)].clone();
                clock.sync(&mut copies[usize::from(to)], &other);
                let heard = model.heard[usize::from(from)].clone();
                model.heard[usize::from(to)].extend(heard);
            }
        }
        look(&copies, &model);
    }
    copies
}

fn nothing_is_lost(copies: &[Copy], model: &Model) {
    for (node, copy) in (0..).zip(copies) {
        let held: BTreeSet<u32> = values(copy).into_iter().collect();
        let wanted = model.values(node);
        assert!(wanted.iter().all(|it| held.contains(it)), "{wanted:?} of {held:?}");
    }
}

fn values(copy: &Copy) -> Vec<u32> {
    copy.values().into_iter().copied().collect()
}

/// Merges all pairs of copies twice, which reaches a fixed point.
fn settled(clock: Clock, mut copies: Vec<Copy>) -> Vec<Copy> {
    let node = || 0..copies.len();
    let pairs: Vec<_> = node().flat_map(|a| node().map(move |b| (a, b))).collect();
    for (from, to) in pairs.iter().chain(&pairs) {
        let other = copies[*from].clone();
        clock.sync(&mut copies[*to], &other);
    }
    copies
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn dotted_siblings_are_exactly_the_values_not_overwritten(events in events()) {
        play(&[Clock::Dotted], &events, |copies, model| {
            for (node, copy) in (0..).zip(copies) {
                assert_eq!(values(copy), model.values(node), "at node {node}");
            }
        });
    }

    /// No value is lost, but overwritten values stay or return.
    #[test]
    fn one_version_vector_keeps_at_least_those_values(events in events()) {
        play(&[Clock::VersionVector], &events, nothing_is_lost);
    }

    #[test]
    fn copies_that_have_all_merged_are_equal(events in events()) {
        for clock in Clock::ALL {
            let copies = settled(clock, play(&[clock], &events, |_, _| {}));
            assert!(copies.iter().all(|copy| *copy == copies[0]), "{clock:?}: {copies:?}");
        }
    }

    #[test]
    fn syncing_is_commutative_and_idempotent_under_both(events in events()) {
        for clock in Clock::ALL {
            let copies = play(&[clock], &events, |_, _| {});
            for (a, b) in copies.iter().zip(&copies[1..]) {
                let (mut ab, mut ba) = (a.clone(), b.clone());
                clock.sync(&mut ab, b);
                clock.sync(&mut ba, a);
                assert_eq!(ab, ba);
                clock.sync(&mut ab, b);
                assert_eq!(ab, ba);
            }
        }
    }

    /// A store that switches between the rules while it runs loses no value.
    #[test]
    fn the_rule_may_change_between_any_two_events(
        events in events(), rules in proptest::collection::vec(proptest::sample::select(&Clock::ALL), 1..8),
    ) {
        play(&rules, &events, nothing_is_lost);
    }
}

const A: u8 = 0;
const B: u8 = 1;

/// The example of Brown's *Vector Clocks Revisited, Part 2*: X and Y write through one coordinator, and each write returns the
/// copy.
#[test]
fn siblings_explode_under_one_version_vector() {
    for (clock, wanted) in [
        (Clock::VersionVector, [&[0][..], &[0, 1], &[0, 1, 2], &[0, 1, 2, 3], &[0, 1, 2, 3, 4]]),
        (Clock::Dotted, [&[0][..], &[0, 1], &[1, 2], &[2, 3], &[3, 4]]),
    ] {
        let mut copy = Copy::default();
        let mut contexts = [Vector::default(), Vector::default()];
        for (write, wanted) in (0..).zip(wanted) {
            let context = &mut contexts[write as usize % 2];
            clock.put(&mut copy, A, write, context);
            *context = copy.join().clone();
            assert_eq!(values(&copy), wanted, "{clock:?}");
        }
        // Under either rule, a write of a client that has seen all siblings replaces them.
        let seen = copy.join().clone();
        clock.put(&mut copy, A, 9, &seen);
        assert_eq!(values(&copy), [9], "{clock:?}");
    }
}

#[test]
fn a_delete_with_a_stale_context_removes_what_it_has_seen_only_with_dots() {
    for (clock, wanted) in [(Clock::VersionVector, &[1, 2][..]), (Clock::Dotted, &[2])] {
        let mut copy = Copy::default();
        clock.put(&mut copy, A, 1, &Vector::default());
        let seen = copy.join().clone();
        clock.put(&mut copy, A, 2, &Vector::default());
        clock.clear(&mut copy, &seen);
        assert_eq!(values(&copy), wanted, "{clock:?}");
        let seen = copy.join().clone();
        clock.clear(&mut copy, &seen);
        assert!(values(&copy).is_empty(), "{clock:?}");
    }
}

#[test]
fn a_delete_outlives_old_copies() {
    for clock in Clock::ALL {
        let mut here = Copy::default();
        clock.put(&mut here, A, 1, &Vector::default());
        let old = here.clone();
        let seen = here.join().clone();
        clock.clear(&mut here, &seen);
        clock.sync(&mut here, &old);
        assert!(values(&here).is_empty(), "{clock:?}: an old copy brought it back");
        // A late write does not restore the value at a node that has only the delete.
        let mut there = Copy::default();
        clock.clear(&mut there, &seen);
        clock.sync(&mut there, &old);
        assert!(values(&there).is_empty(), "{clock:?}");
        // The next write does not reuse the dot of the deleted write.
        assert_eq!(clock.put(&mut here, A, 2, &Vector::default()).map(|dot| dot.count), Some(2));
    }
}

#[test]
fn a_copy_has_seen_the_context_of_each_write_and_delete() {
    for clock in Clock::ALL {
        let (mut here, mut there) = (Copy::default(), Copy::default());
        clock.put(&mut here, A, 1, &Vector::default());
        clock.put(&mut there, B, 2, &Vector::default());
        let mut other = here.clone();
        // A client that has read only the other copy deletes here.
        clock.clear(&mut other, there.join());
        assert_eq!(*other.join(), Vector::from_iter([(A, 1), (B, 1)]), "{clock:?}");
        // A client that has read more than this copy has seen writes here.
        let seen = Vector::from_iter([(A, 7), (B, 1)]);
        let dot = clock.put(&mut here, A, 3, &seen);
        assert_eq!(dot, Some(Dot { node: A, count: 8 }), "{clock:?}: given twice");
        // The overwritten value arrives late.
        clock.sync(&mut here, &there);
        assert_eq!(values(&here), [3], "{clock:?}");
        clock.sync(&mut other, &there);
        assert_eq!(values(&other), [1], "{clock:?}");
    }
}

/// Under one version vector, the order of merges decides which overwritten siblings return.
#[test]
fn without_dots_overwritten_siblings_return() {
    for (clock, came_back) in [(Clock::VersionVector, &[1, 2, 3][..]), (Clock::Dotted, &[2, 3])] {
        let (mut here, mut there) = (Copy::default(), Copy::default());
        clock.put(&mut here, A, 1, &Vector::default());
        let (old, seen) = (here.clone(), here.join().clone());
        clock.put(&mut here, A, 2, &seen);
        clock.put(&mut there, B, 3, &Vector::default());
        let mut one_way = here.clone();
        clock.sync(&mut one_way, &there);
        assert_eq!(values(&one_way), [2, 3]);
        clock.sync(&mut there, &old);
        clock.sync(&mut here, &there);
        assert_eq!(values(&here), came_back, "{clock:?}");
    }
}

#[test]
fn a_write_beyond_the_maximal_count_changes_nothing() {
    let spent = Vector::from_iter([(A, u64::MAX)]);
    for clock in Clock::ALL {
        let mut copy = Copy::default();
        clock.put(&mut copy, A, 1, &Vector::default());
        let before = copy.clone();
        assert_eq!(clock.put(&mut copy, A, 2, &spent), None);
        assert_eq!(copy, before);
        clock.clear(&mut copy, &spent);
        assert_eq!(clock.put(&mut copy, A, 2, &Vector::default()), None);
    }
}
