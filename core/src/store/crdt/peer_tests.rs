//! Laws of every type, over random runs of three nodes whose messages are lost, doubled and reordered.

use super::super::{
    GCounter, Logoot, LwwRegister, MvRegister, OrMap, OrSet, PnCounter, RemoveWinsSet, Sequence,
    samples_tests::Sample, wire::value,
};
use super::*;

use proptest::prelude::*;

const NODES: u8 = 3;

#[derive(Clone, Copy, Debug)]
enum Step {
    Update(u8, u8, u8),
    /// A message is sent, and may be delivered later, or never.
    Ship(u8, u8, Way),
    /// One of the messages is delivered, perhaps again; its receipt may be lost.
    Deliver(usize, bool),
    /// A message is sent, delivered and acknowledged.
    Sync(u8, u8, Way),
    Collect(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let way = || proptest::sample::select(Way::ALL);
    let step = prop_oneof![
        5 => (0..NODES, any::<u8>(), any::<u8>()).prop_map(|(n, a, b)| Step::Update(n, a, b)),
        2 => (0..NODES, 1..NODES, way()).prop_map(|(n, d, way)| Step::Ship(n, d, way)),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(n, ack)| Step::Deliver(n, ack)),
        5 => (0..NODES, 1..NODES, way()).prop_map(|(n, d, way)| Step::Sync(n, d, way)),
        2 => (0..NODES).prop_map(Step::Collect),
    ];
    proptest::collection::vec(step, 0..60)
}

struct Run<C: Crdt<u8>> {
    peers: Vec<Peer<C, u8>>,
    pool: Vec<MessageOf<C, u8>>,
    collects: bool,
    collected: u64,
}

impl<C: Sample> Run<C> {
    fn new(collects: bool) -> Self {
        let mut peers: Vec<Peer<C, u8>> = (0..NODES).map(Peer::new).collect();
        peers.iter_mut().for_each(|peer| peer.set_members(0..NODES));
        Self { peers, pool: Vec::new(), collects, collected: 0 }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Update(node, code, unique) => {
                let peer = &mut self.peers[usize::from(node)];
                let operation = C::operation(code, unique, C::length(&peer.state));
                updated(peer, &operation);
            }
            Step::Ship(from, distance, way) => {
                let message = self.peers[usize::from(from)].ship(&((from + distance) % NODES), way);
                self.pool.push(message);
            }
            Step::Deliver(n, acknowledges) => {
                if let Some(n) = n.checked_rem(self.pool.len()) {
                    let message = self.pool[n].clone();
                    self.deliver(&message, acknowledges);
                }
            }
            Step::Sync(from, distance, way) => self.sync(from, (from + distance) % NODES, way),
            Step::Collect(node) if self.collects => {
                self.collected += self.peers[usize::from(node)].collect();
            }
            Step::Collect(_) => {}
        }
    }

    fn sync(&mut self, from: u8, to: u8, way: Way) {
        let message = self.peers[usize::from(from)].ship(&to, way);
        self.deliver(&message, true);
        self.pool.push(message);
    }

    /// Also holds the message against its bytes, and the state after it against the state before it.
    fn deliver(&mut self, message: &MessageOf<C, u8>, acknowledges: bool) {
        let read: Body<_, _, u8> = value(&message.bytes()).expect("it was written");
        assert_eq!(read, message.body);
        let receiver = &mut self.peers[usize::from(message.to)];
        let before = receiver.state.clone();
        let receipt = receiver.receive(message).expect("it is for this node");
        assert_eq!(receipt.changed, before != receiver.state);
        assert_above(&receiver.state, &before);
        if acknowledges {
            self.peers[usize::from(message.from)].acknowledge(&receipt).unwrap();
        }
    }

    /// Everybody syncs with everybody.
    fn settle(&mut self, way: Way) {
        for _ in 0..2 {
            for (from, distance) in (0..NODES).flat_map(|n| (1..NODES).map(move |d| (n, d))) {
                self.sync(from, (from + distance) % NODES, way);
            }
        }
    }

    fn values(&self) -> Vec<C::Value> {
        self.peers.iter().map(Peer::value).collect()
    }
}

/// Does an operation. Its effect and its delta come to the same, and the state grows.
fn updated<C: Crdt<u8>>(peer: &mut Peer<C, u8>, operation: &C::Operation) {
    let before = peer.state.clone();
    let has_effect = peer.update(operation).expect("it fits");
    assert_above(&peer.state, &before);
    if has_effect {
        let (event, fragment) = (peer.log.last(), peer.fragments.last());
        let (event, fragment) = (event.expect("it is new"), fragment.expect("it is new"));
        let (mut applied, mut joined) = (before.clone(), before);
        applied.apply(&event.at, &event.effect);
        joined.join(&fragment.delta);
        assert_eq!(applied, joined);
        assert_eq!(applied, peer.state);
    }
}

fn joined<S: Lattice<u8>>(a: &S, b: &S) -> S {
    let mut both = a.clone();
    both.join(b);
    both
}

fn assert_above<S: Lattice<u8>>(upper: &S, lower: &S) {
    assert_eq!(joined(upper, lower), *upper);
    assert_eq!(upper.news(lower), S::default());
    assert_eq!(joined(upper, &upper.passed_on(lower)), *upper);
}

/// The laws of a join, for three states or deltas.
fn assert_laws<S: Lattice<u8>>(a: &S, b: &S, c: &S) {
    assert_eq!(joined(a, a), *a);
    let both = joined(a, b);
    assert_eq!(both, joined(b, a));
    assert_eq!(joined(&both, c), joined(a, &joined(b, c)));
    assert_above(&both, a);
    assert_eq!(joined(a, &a.news(b)), both);
    assert_eq!(joined(a, &S::default()), *a);
}

/// Three nodes become equal, and collecting changes nothing that can be seen.
fn hold<C: Sample>(steps: &[Step], way: Way) {
    let (mut plain, mut collecting) = (Run::<C>::new(false), Run::<C>::new(true));
    for &step in steps {
        plain.step(step);
        collecting.step(step);
        assert_eq!(plain.values(), collecting.values(), "{step:?}");
    }
    for run in [&mut plain, &mut collecting] {
        run.settle(way);
        for peer in &run.peers {
            assert_eq!(peer.value(), run.peers[0].value());
            assert_eq!(peer.seen, run.peers[0].seen);
        }
    }
    assert_eq!(plain.values(), collecting.values());
    assert!(plain.peers.iter().all(|peer| peer.state == plain.peers[0].state));
    for peer in &mut collecting.peers {
        peer.collect();
        assert_eq!(C::tombstones(&peer.state), withering(peer));
        assert_eq!(peer.kept().0, 0);
    }
    assert_eq!(plain.values(), collecting.values());
}

/// The tombstones that remain when everything is stable: those on which something hangs.
fn withering<C: Crdt<u8>>(peer: &Peer<C, u8>) -> u64 {
    let mut again = peer.clone();
    assert_eq!(again.collect(), 0);
    C::tombstones(&again.state)
}

/// States and deltas of a run without collecting keep the laws.
fn are_lawful<C: Sample>(steps: &[Step], picks: [usize; 3]) {
    let mut run = Run::<C>::new(false);
    steps.iter().for_each(|&step| run.step(step));
    let shipped = run.pool.iter().filter_map(|message| match &message.body {
        Body::State(state) | Body::Delta(state) => Some(state.clone()),
        Body::Operations(_) => None,
    });
    let made = run.peers.iter().flat_map(|it| it.fragments.iter().map(|it| it.delta.clone()));
    let all: Vec<C::State> =
        run.peers.iter().map(|it| it.state.clone()).chain(shipped).chain(made).collect();
    let [a, b, c] = picks.map(|pick| &all[pick % all.len()]);
    assert_laws(a, b, c);
}

macro_rules! laws {
    ($($name:ident: $type:ty),* $(,)?) => {
        proptest! {
            $(#[test]
            fn $name(steps in steps(), way in proptest::sample::select(Way::ALL), picks: [usize; 3]) {
                hold::<$type>(&steps, way);
                are_lawful::<$type>(&steps, picks);
            })*
        }
    };
}

laws! {
    g_counters_merge: GCounter,
    pn_counters_merge: PnCounter,
    lww_registers_merge: LwwRegister<u8>,
    mv_registers_merge: MvRegister<u8>,
    or_sets_merge: OrSet<u8>,
    remove_wins_sets_merge: RemoveWinsSet<u8>,
    or_maps_merge: OrMap<u8>,
    sequences_merge: Sequence,
    logoot_texts_merge: Logoot,
}
