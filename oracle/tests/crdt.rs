//! Types that merge agree with those of the `crdts` crate on random runs with states that merge.

use crdts::{CmRDT, CvRDT, GCounter as TheirG, MVReg, Orswot, PNCounter as TheirPn};
use replicarium::{
    id::NodeId,
    random::{Dice, Stream},
    store::crdt::{
        CounterOperation, Crdt, GCounter, MvRegister, OrSet, Peer, PnCounter, SetOperation, Way,
    },
};

const NODES: u8 = 3;

/// The same runs of both: an operation, or a merge. `theirs` are merged as states, ours are shipped in each way in turn.
fn agree<C: Crdt<u8>, T: CvRDT + Clone + Default>(
    mut operation: impl FnMut(&mut Dice, &mut T, u8) -> C::Operation,
    same: impl Fn(&C::Value, &T) -> bool,
) {
    for seed in 0..300 {
        let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 0);
        let mut ours: Vec<Peer<C, u8>> = (0..NODES).map(Peer::new).collect();
        let mut theirs: Vec<T> = (0..NODES).map(|_| T::default()).collect();
        for step in 0..60 {
            let node = dice.below(NODES.into()) as u8;
            let at = usize::from(node);
            if dice.below(3) == 0 {
                let to = (node + 1 + dice.below(2) as u8) % NODES;
                let way = Way::ALL[dice.below(3) as usize];
                let message = ours[at].ship(&to, way);
                let receipt = ours[usize::from(to)].receive(&message).expect("it is for this node");
                ours[at].acknowledge(&receipt).unwrap();
                let state = theirs[at].clone();
                theirs[usize::from(to)].merge(state);
            } else {
                let operation = operation(&mut dice, &mut theirs[at], node);
                assert!(ours[at].update(&operation).is_ok());
            }
            for (ours, theirs) in ours.iter().zip(&theirs) {
                assert!(same(&ours.value(), theirs), "seed {seed}, step {step}");
            }
        }
    }
}

#[test]
fn counters_agree() {
    agree::<GCounter, TheirG<u8>>(
        |dice, theirs, node| {
            let n = 1 + dice.below(3);
            theirs.apply(theirs.inc_many(node, n.into()));
            n.into()
        },
        |ours, theirs| theirs.read().to_string() == ours.to_string(),
    );
    agree::<PnCounter, TheirPn<u8>>(
        |dice, theirs, node| {
            let n = 1 + dice.below(3);
            if dice.below(2) == 0 {
                theirs.apply(theirs.inc_many(node, n.into()));
                CounterOperation::Increment(n.into())
            } else {
                theirs.apply(theirs.dec_many(node, n.into()));
                CounterOperation::Decrement(n.into())
            }
        },
        |ours, theirs| theirs.read().to_string() == ours.to_string(),
    );
}

#[test]
fn registers_agree() {
    let mut written = 0;
    agree::<MvRegister<u64>, MVReg<u64, u8>>(
        |_, theirs, node| {
            written += 1;
            theirs.apply(theirs.write(written, theirs.read_ctx().derive_add_ctx(node)));
            written
        },
        |ours, theirs| {
            let mut theirs = theirs.read().val;
            theirs.sort_unstable();
            *ours == theirs
        },
    );
}

/// An addition or a removal in both.
fn change(dice: &mut Dice, theirs: &mut Orswot<u8, u8>, node: u8) -> SetOperation<u8> {
    let element = dice.below(3) as u8;
    if dice.below(2) == 0 {
        let context = theirs.read_ctx().derive_add_ctx(node);
        theirs.apply(theirs.add(element, context));
        SetOperation::Add(element)
    } else {
        let context = theirs.contains(&element).derive_rm_ctx();
        theirs.apply(theirs.rm(element, context));
        SetOperation::Remove(element)
    }
}

#[test]
fn sets_agree() {
    agree::<OrSet<u8>, Orswot<u8, u8>>(change, |ours, theirs| {
        let mut theirs: Vec<u8> = theirs.read().val.into_iter().collect();
        theirs.sort_unstable();
        *ours == theirs
    });
}
