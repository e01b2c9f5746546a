//! The map of MV-registers against `crdts::Map`, and both against what a removal means.
//!
//! The meaning (reset-remove, in the words of `crdts::Map`; `DotMap` of Almeida, Shoker, Baquero 2018): a removal of a key takes
//! away every write that its node has seen, and no other. [`Meaning`] keeps the whole history, and says what is left.

use crdts::{CmRDT, CvRDT, MVReg, Map, map};
use replicarium::{
    id::NodeId,
    random::{Dice, Stream},
    store::crdt::{FieldOperation, FieldValue, MapOperation, MapValue, OrMap, Peer, Way},
};
use std::collections::{BTreeMap, BTreeSet};

type Ours = Peer<OrMap<u8>, u8>;
type Register = MVReg<u8, u8>;
type Theirs = Map<u8, Register, u8>;
type Fields = BTreeMap<u8, Vec<u8>>;

/// What happens at a node.
#[derive(Clone, Copy, Debug)]
enum Act {
    Write {
        key: u8,
        value: u8,
    },
    Remove {
        key: u8,
    },
    /// Its state goes to this node.
    Send {
        to: u8,
        way: Way,
    },
}

/// A write, or a removal, and the writes that it takes away.
struct Event {
    written: Option<(u8, u8)>,
    takes: BTreeSet<usize>,
}

/// The whole history, and which events each node has seen.
#[derive(Default)]
struct Meaning {
    events: Vec<Event>,
    seen: BTreeMap<u8, BTreeSet<usize>>,
}

impl Meaning {
    fn act(&mut self, node: u8, act: Act) {
        let seen = self.seen.entry(node).or_default().clone();
        let (key, written) = match act {
            Act::Write { key, value } => (key, Some((key, value))),
            Act::Remove { key } => (key, None),
            Act::Send { to, .. } => return self.seen.entry(to).or_default().extend(seen),
        };
        let of_key = |&event: &usize| self.events[event].written.is_some_and(|it| it.0 == key);
        let takes = seen.iter().copied().filter(of_key).collect();
        self.seen.entry(node).or_default().insert(self.events.len());
        self.events.push(Event { written, takes });
    }

    fn fields(&self, node: u8) -> Fields {
        let seen: Vec<usize> = self.seen.get(&node).into_iter().flatten().copied().collect();
        let mut fields = Fields::new();
        for &event in &seen {
            let taken = seen.iter().any(|&other| self.events[other].takes.contains(&event));
            if let Some((key, value)) = self.events[event].written.filter(|_| !taken) {
                fields.entry(key).or_default().push(value);
            }
        }
        fields.values_mut().for_each(|values| values.sort_unstable());
        fields
    }
}

fn do_ours(nodes: &mut [Ours], node: u8, act: Act) {
    let at = usize::from(node);
    let operation = match act {
        Act::Write { key, value } => {
            MapOperation::Update { key, operation: FieldOperation::MvRegister(value) }
        }
        Act::Remove { key } => MapOperation::Remove(key),
        Act::Send { to, way } => {
            let message = nodes[at].ship(&to, way);
            let receipt = nodes[usize::from(to)].receive(&message).expect("it is for this node");
            return nodes[at].acknowledge(&receipt).unwrap();
        }
    };
    nodes[at].update(&operation).expect("no clock is full");
}

fn our_fields(node: &Ours) -> Fields {
    let MapValue(fields) = node.value();
    let values = fields.into_iter().map(|((key, _), value)| match value {
        FieldValue::Values(values) => (key, values),
        FieldValue::Count(_) | FieldValue::Latest(_) | FieldValue::Map(_) => {
            panic!("only registers are written")
        }
    });
    values.collect()
}

/// An operation on a map of `crdts`, as its documentation makes it; `None` for a message.
fn prepare(map: &Theirs, node: u8, act: Act) -> Option<map::Op<u8, Register, u8>> {
    match act {
        Act::Write { key, value } => {
            let context = map.read_ctx().derive_add_ctx(node);
            Some(map.update(key, context, |register, context| register.write(value, context)))
        }
        Act::Remove { key } => Some(map.rm(key, map.get(&key).derive_rm_ctx())),
        Act::Send { .. } => None,
    }
}

fn their_fields(node: &Theirs) -> Fields {
    let fields = node.iter().map(|entry| {
        let mut values = entry.val.1.read().val;
        values.sort_unstable();
        (*entry.val.0, values)
    });
    fields.filter(|(_, values)| !values.is_empty()).collect()
}

const NODES: u8 = 3;

fn draw(dice: &mut Dice, value: u8, keys: u32) -> (u8, Act) {
    let node = dice.below(NODES.into()) as u8;
    let key = dice.below(keys) as u8;
    let act = match dice.below(6) {
        0 | 1 => Act::Send {
            to: (node + 1 + dice.below(2) as u8) % NODES,
            way: Way::ALL[dice.below(3) as usize],
        },
        2 => Act::Remove { key },
        _ => Act::Write { key, value },
    };
    (node, act)
}

/// Ours, by states, deltas and operations, theirs by operations in causal order, and the meaning, in random runs. Ours
/// always has the fields that are meant; whether theirs always has.
fn agree(keys: u32, removes: bool) -> bool {
    let mut agree = true;
    for seed in 0..300 {
        let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 0);
        let mut meaning = Meaning::default();
        let mut ours: Vec<Ours> = (0..NODES).map(Peer::new).collect();
        let mut theirs: Vec<Theirs> = (0..NODES).map(|_| Map::new()).collect();
        let mut operations = Vec::new();
        let mut applied: Vec<Vec<usize>> = vec![Vec::new(); usize::from(NODES)];
        for step in 0..60 {
            let (node, act) = draw(&mut dice, step, keys);
            let at = usize::from(node);
            if matches!(act, Act::Remove { .. }) && !removes {
                continue;
            }
            meaning.act(node, act);
            do_ours(&mut ours, node, act);
            if let Act::Send { to, .. } = act {
                let to = usize::from(to);
                for operation in applied[at].clone() {
                    if !applied[to].contains(&operation) {
                        applied[to].push(operation);
                        theirs[to].apply(map::Op::clone(&operations[operation]));
                    }
                }
            } else if let Some(operation) = prepare(&theirs[at], node, act) {
                theirs[at].apply(operation.clone());
                applied[at].push(operations.len());
                operations.push(operation);
            }
            for (node, (ours, theirs)) in (0..).zip(ours.iter().zip(&theirs)) {
                let meant = meaning.fields(node);
                assert_eq!(our_fields(ours), meant, "seed {seed}, step {step}, {act:?}");
                agree &= their_fields(theirs) == meant;
            }
        }
    }
    agree
}

#[test]
fn maps_agree_until_a_key_is_removed() {
    for keys in [1, 3] {
        assert!(agree(keys, false));
        assert!(!agree(keys, true), "`crdts::Map` is mended: compare all runs with it");
    }
}

/// The smallest run in which `crdts::Map` keeps what a removal has seen. The clock of its entry has one count for each node:
/// beside A's second write it cannot say that A's first was removed, which stands in the clock of what C wrote next.
#[test]
fn a_removal_takes_away_what_it_has_seen_beside_a_concurrent_write() {
    let (a, c) = (0, 2);
    let send = |to| Act::Send { to, way: Way::State };
    let acts = [
        (a, Act::Write { key: 0, value: 1 }),
        (a, send(c)),
        (a, Act::Write { key: 0, value: 2 }),
        (c, Act::Write { key: 0, value: 3 }),
        (c, send(a)),
        (c, Act::Remove { key: 0 }),
        (c, send(a)),
    ];
    let mut meaning = Meaning::default();
    let mut ours: Vec<Ours> = (0..NODES).map(Peer::new).collect();
    let mut theirs: Vec<Theirs> = (0..NODES).map(|_| Map::new()).collect();
    for (node, act) in acts {
        meaning.act(node, act);
        do_ours(&mut ours, node, act);
        let at = usize::from(node);
        if let Act::Send { to, .. } = act {
            let state = theirs[at].clone();
            theirs[usize::from(to)].merge(state);
        } else if let Some(operation) = prepare(&theirs[at], node, act) {
            theirs[at].apply(operation);
        }
    }
    let meant = Fields::from([(0, vec![2])]);
    assert_eq!((meaning.fields(a), our_fields(&ours[0])), (meant.clone(), meant));
    assert_eq!(their_fields(&theirs[0]), Fields::from([(0, vec![2, 3])]));
}
