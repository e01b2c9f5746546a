//! The sequence against `yrs`, the text of Yjs: a node alone has the same text, both converge, and each delivers the same edits.
//! The order of what several nodes type at the same place may differ: Yjs has another rule for it.

use replicarium::{
    id::NodeId,
    random::{Dice, Stream},
    store::crdt::{Peer, Sequence, SequenceOperation, Way},
};
use yrs::{
    Doc, GetString, ReadTxn, StateVector, Text, TextRef, Transact, Update, updates::decoder::Decode,
};

const NODES: u8 = 3;

type Ours = Peer<Sequence, u8>;

struct Theirs {
    doc: Doc,
    text: TextRef,
}

impl Theirs {
    fn new(node: u8) -> Self {
        let doc = Doc::with_client_id(u64::from(node) + 1);
        let text = doc.get_or_insert_text("text");
        Self { doc, text }
    }

    fn read(&self) -> String {
        self.text.get_string(&self.doc.transact())
    }

    fn send(&self, to: &Self) {
        let known: StateVector = to.doc.transact().state_vector();
        let update = self.doc.transact().encode_state_as_update_v1(&known);
        let update = Update::decode_v1(&update).expect("it is an update");
        to.doc.transact_mut().apply_update(update).expect("it applies");
    }
}

fn send(nodes: &mut [Ours], from: usize, to: usize, way: Way) {
    let message = nodes[from].ship(&(to as u8), way);
    let receipt = nodes[to].receive(&message).expect("it is for this node");
    nodes[from].acknowledge(&receipt).unwrap();
}

/// The letters of a text, sorted: what is there, without the order.
fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}

/// Random edits of letters of which each is typed once, and messages. A deletion names a letter, which both have, so the
/// same edits happen in both even if their orders differ.
#[test]
fn both_have_the_same_letters_and_converge() {
    let mut other_orders = 0;
    for seed in 0..200 {
        let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 0);
        let mut ours: Vec<Ours> = (0..NODES).map(Peer::new).collect();
        let theirs: Vec<Theirs> = (0..NODES).map(Theirs::new).collect();
        let mut typed = 0;
        for step in 0..60 {
            let at = dice.below(NODES.into()) as usize;
            let (ours_text, theirs_text) = (ours[at].value(), theirs[at].read());
            let length = ours_text.chars().count() as u32;
            match dice.below(4) {
                0 => {
                    let to = (at + 1 + dice.below(2) as usize) % usize::from(NODES);
                    send(&mut ours, at, to, Way::ALL[dice.below(3) as usize]);
                    theirs[at].send(&theirs[to]);
                }
                1 if length > 0 => {
                    let place = dice.below(length) as usize;
                    let letter = ours_text.chars().nth(place).expect("it is there");
                    let operation = SequenceOperation::Delete { at: place as u64, count: 1 };
                    assert_eq!(ours[at].update(&operation), Ok(true));
                    let place = theirs_text.find(letter).expect("they have it") as u32;
                    let bytes = letter.len_utf8() as u32;
                    theirs[at].text.remove_range(&mut theirs[at].doc.transact_mut(), place, bytes);
                }
                _ => {
                    let word: String = (0..1 + dice.below(3))
                        .filter_map(|_| {
                            typed += 1;
                            char::from_u32(0x3b0 + typed)
                        })
                        .collect();
                    // After the same letter in both.
                    let place = dice.below(length + 1) as usize;
                    let before = place.checked_sub(1).and_then(|n| ours_text.chars().nth(n));
                    let operation =
                        SequenceOperation::Insert { at: place as u64, text: word.clone() };
                    assert_eq!(ours[at].update(&operation), Ok(true));
                    let place = before.map_or(0, |letter| {
                        theirs_text.find(letter).expect("they have it") + letter.len_utf8()
                    });
                    let transaction = &mut theirs[at].doc.transact_mut();
                    theirs[at].text.insert(transaction, place as u32, &word);
                }
            }
            for (ours, theirs) in ours.iter().zip(&theirs) {
                assert_eq!(letters(&ours.value()), letters(&theirs.read()), "seed {seed}, {step}");
            }
        }
        for (from, to) in [(0, 1), (1, 2), (2, 0), (2, 1)] {
            send(&mut ours, from, to, Way::Delta);
            theirs[from].send(&theirs[to]);
        }
        let (end, their_end) = (ours[0].value(), theirs[0].read());
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!((ours.value(), theirs.read()), (end.clone(), their_end.clone()));
        }
        other_orders += u32::from(end != their_end);
    }
    // Where several nodes type at the same place, Yjs has another rule, by two origins of each character.
    assert!((1..200).contains(&other_orders), "{other_orders} of 200 orders differ");
}

/// A node alone, and nodes that take turns, type and delete the same by position.
#[test]
fn edits_in_turn_give_the_same_text() {
    for seed in 0..200 {
        let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 0);
        let mut ours: Vec<Ours> = (0..NODES).map(Peer::new).collect();
        let theirs: Vec<Theirs> = (0..NODES).map(Theirs::new).collect();
        let mut at = 0;
        for step in 0..60 {
            let length = ours[at].value().chars().count() as u32;
            let place = dice.below(length + 1);
            if dice.below(3) == 0 {
                let count = dice.below(length - place + 1).min(4);
                let delete = SequenceOperation::Delete { at: place.into(), count: count.into() };
                assert_eq!(ours[at].update(&delete), Ok(count > 0));
                theirs[at].text.remove_range(&mut theirs[at].doc.transact_mut(), place, count);
            } else {
                let text: String = (0..1 + dice.below(3))
                    .map(|_| char::from(b'a' + dice.below(26) as u8))
                    .collect();
                theirs[at].text.insert(&mut theirs[at].doc.transact_mut(), place, &text);
                let insert = SequenceOperation::Insert { at: place.into(), text };
                assert_eq!(ours[at].update(&insert), Ok(true));
            }
            assert_eq!(ours[at].value(), theirs[at].read(), "seed {seed}, step {step}");
            let to = dice.below(NODES.into()) as usize;
            if to != at {
                send(&mut ours, at, to, Way::ALL[dice.below(3) as usize]);
                theirs[at].send(&theirs[to]);
                assert_eq!(
                    (ours[to].value(), theirs[to].read()),
                    (ours[at].value(), theirs[at].read())
                );
                at = to;
            }
        }
    }
}

/// Two words at the same place, typed at once and in each direction: neither mixes them.
#[test]
fn words_at_the_same_place_do_not_mix() {
    let ways = [(false, false), (false, true), (true, false), (true, true)];
    for backwards in ways.map(|(one, other)| [one, other]) {
        let mut ours: Vec<Ours> = (0..2).map(Peer::new).collect();
        let theirs: Vec<Theirs> = (0..2).map(Theirs::new).collect();
        for (node, word) in ["milk", "eggs"].into_iter().enumerate() {
            let mut letters: Vec<char> = word.chars().collect();
            if backwards[node] {
                letters.reverse();
            }
            for (n, letter) in (0..).zip(letters) {
                let at = if backwards[node] { 0 } else { n };
                let insert = SequenceOperation::Insert { at, text: letter.into() };
                assert_eq!(ours[node].update(&insert), Ok(true));
                let transaction = &mut theirs[node].doc.transact_mut();
                theirs[node].text.insert(transaction, at as u32, &String::from(letter));
            }
        }
        for (from, to) in [(0, 1), (1, 0)] {
            send(&mut ours, from, to, Way::Operations);
            theirs[from].send(&theirs[to]);
        }
        for node in 0..2 {
            for text in [ours[node].value(), theirs[node].read()] {
                assert!(["milkeggs", "eggsmilk"].contains(&text.as_str()), "{text}, {backwards:?}");
            }
        }
    }
}
