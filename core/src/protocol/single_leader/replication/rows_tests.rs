use super::{super::super::partition::Knows, *};
use crate::{
    hash::Fingerprint,
    id::OperationId,
    kv::{Value, Word},
    random::{Dice, Stream},
};
use alloc::format;
use litemap::LiteMap;

fn key(n: u32) -> Key {
    Key(Word::new(&format!("t/{n}")).expect("a word"))
}

fn stored(position: u64) -> Stored {
    let (value, write) = (Value::of_number(position as u32), OperationId::default());
    Stored { value, write, position, knows: Knows::default() }
}

/// How deep the tree is; every leaf is as deep, and no node but the root is empty or too wide.
fn depth(node: &Node, root: bool) -> usize {
    match node {
        Node::Leaf(rows) => {
            assert!((root || !rows.is_empty()) && rows.len() <= WIDTH);
            1
        }
        Node::Inner(children) => {
            assert!(!children.is_empty() && children.len() <= WIDTH);
            let mut depths: Vec<usize> = children.iter().map(|it| depth(&it.1, false)).collect();
            depths.dedup();
            assert_eq!(depths.len(), 1);
            depths[0] + 1
        }
    }
}

/// The rows are those of a sorted list, whatever is inserted and removed, and hash like it; a copy stays what it was.
#[test]
fn rows_are_a_sorted_list() {
    for (seed, keys, steps) in [(1, 5, 300), (2, 60, 2_000), (3, 3_000, 12_000)] {
        let (mut rows, mut list) = (Rows::new(), LiteMap::<Key, Stored>::new());
        let mut copies = Vec::new();
        for n in 0..steps {
            let mut dice = Dice::new(seed, Stream::Storm, n);
            let key = key(dice.below(keys));
            // First it grows, then it shrinks to nothing.
            let removes = if n < steps / 2 { 20 } else { 95 };
            if dice.below(100) < removes {
                assert_eq!(rows.remove(&key), list.remove(&key));
            } else {
                rows.insert(key, stored(n));
                list.insert(key, stored(n));
            }
            assert_eq!(rows.get(&key), list.get(&key));
            if n % (steps / 20) == 0 {
                copies.push((rows.clone(), list.clone()));
            }
        }
        let left: Vec<Key> = list.iter().map(|(&key, _)| key).collect();
        for key in left {
            copies.push((rows.clone(), list.clone()));
            copies.truncate(40);
            assert_eq!(rows.remove(&key), list.remove(&key));
        }
        copies.push((rows, list));
        for (rows, list) in copies {
            depth(&rows.root, true);
            assert_eq!(rows.count(), list.len());
            assert!(rows.iter().eq(list.iter()));
            assert_eq!(Fingerprint::of(&rows), Fingerprint::of(&list));
            let mut again = Rows::new();
            rows.iter().for_each(|(&key, &stored)| again.insert(key, stored));
            assert_eq!(again, rows);
        }
    }
}

#[test]
fn a_hundred_thousand_rows_are_five_levels_or_less() {
    let mut rows = Rows::new();
    for n in 0..100_000 {
        rows.insert(key(n), stored(n.into()));
    }
    assert_eq!(rows.count(), 100_000);
    assert!(depth(&rows.root, true) <= 5, "{}", depth(&rows.root, true));
}
