use super::*;
use crate::check::samples::drawn;
use alloc::{format, string::String};

/// Pieces of a client in turn, on the key 0: `w1` writes 1, `r1` read 1, `s12` replaced 1 by 2, `n1` found that the value was
/// not 1. A question mark says that there is no response. Capital letters are for the key 1.
fn lanes(lanes: &[&str]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (client, lane) in lanes.iter().enumerate() {
        for word in lane.split(' ') {
            let (verb, rest) = word.split_at(1);
            let values: Vec<u32> = rest.chars().filter_map(|it| it.to_digit(10)).collect();
            let is_open = rest.ends_with('?');
            let effect = match verb.to_lowercase().as_str() {
                "w" => Effect::Write(values[0]),
                "s" if is_open => Effect::MaybeSwap(values[0], values[1]),
                "s" => Effect::Swap(values[0], values[1]),
                "n" => Effect::NoSwap(values[0]),
                _ => Effect::Read(values[0]),
            };
            let at = pieces.len() as u64 * 2;
            let key = u32::from(verb.chars().all(char::is_uppercase));
            let client = client as u32;
            let ended = (!is_open).then_some(at + 1);
            pieces.push(Piece { client, key, effect, invoked: at, ended });
        }
    }
    pieces
}

fn told(pieces: &[Piece], real_time: bool) -> Vec<(Vec<usize>, usize, Option<usize>)> {
    let all = furthest(pieces, ABSENT, real_time).into_iter();
    all.map(|it| (it.order, it.stuck, it.holds)).collect()
}

#[test]
fn a_stale_read_has_one_order_in_real_time() {
    let pieces = lanes(&["w1 w2", "r1"]);
    assert_eq!(told(&pieces, true), [(vec![0, 1], 2, Some(1))]);
    // Without real time, the read comes between the writes.
    assert_eq!(told(&pieces, false), []);
}

/// Two readers saw two writes in opposite orders.
#[test]
fn opposite_orders_stop_at_both_readers() {
    let pieces = lanes(&["w1", "w2", "r1 r2", "r2 r1"]);
    let all = told(&pieces, false);
    assert!(all.len() >= 2 && all.len() <= 3, "{all:?}");
    assert!(all.iter().any(|it| it.1 == 3) || all.iter().any(|it| it.1 == 5), "{all:?}");
}

/// What is told is true: an order keeps what it has to, each of its operations is possible, and the one that stops it is
/// not. This is tried for every small history of two clients with two operations each on two keys.
#[test]
fn every_order_that_is_told_is_stopped_where_it_says() {
    let words = ["w1", "w2", "r0", "r1", "r2", "W3", "R0", "R3", "s01", "s12", "n1", "w2?", "s01?"];
    let pairs: Vec<String> =
        words.iter().flat_map(|a| words.iter().map(move |b| format!("{a} {b}"))).collect();
    let (mut with, mut without) = (0, 0);
    for first in &pairs {
        for second in &pairs {
            let pieces = lanes(&[first, second]);
            for real_time in [false, true] {
                let all = furthest(&pieces, ABSENT, real_time);
                with += usize::from(!all.is_empty());
                without += usize::from(all.is_empty());
                assert_eq!(all.is_empty(), has_order(&pieces, real_time), "{first} | {second}");
                for Tried { order, stuck, holds } in all {
                    let mut values = [(0, None); 2];
                    for &n in &order {
                        let Piece { key, effect, .. } = pieces[n];
                        let (value, holder) = &mut values[key as usize];
                        let new = effect.on(*value).expect("it is possible");
                        let swaps = matches!(effect, Effect::Swap(..) | Effect::MaybeSwap(..));
                        if matches!(effect, Effect::Write(_)) || swaps && new != *value {
                            *holder = Some(n);
                        }
                        *value = new;
                    }
                    let (value, holder) = values[pieces[stuck].key as usize];
                    assert_eq!((pieces[stuck].effect.on(value), holder), (None, holds));
                    assert!(!order.contains(&stuck));
                }
            }
        }
    }
    assert!(with > 1_000 && without > 1_000, "{with}, {without}");
}

/// Whether a permutation explains everything: all of them are tried, with and without each operation that may never have
/// taken effect.
fn has_order(pieces: &[Piece], real_time: bool) -> bool {
    fn permutations(n: usize) -> Vec<Vec<usize>> {
        if n == 0 {
            return vec![Vec::new()];
        }
        let shorter = permutations(n - 1);
        let longer = shorter.iter().flat_map(|all| {
            (0..n).map(move |at| {
                let mut all = all.clone();
                all.insert(at, n - 1);
                all
            })
        });
        longer.collect()
    }
    let chosen = |chosen: u32| -> Option<Vec<Piece>> {
        let (mut part, all) = (Vec::new(), pieces.iter().enumerate());
        for (n, piece) in all {
            match chosen & 1 << n {
                0 if piece.ended.is_some() => return None,
                0 => {}
                _ => part.push(*piece),
            }
        }
        Some(part)
    };
    (0..1 << pieces.len()).filter_map(chosen).any(|pieces| {
        permutations(pieces.len()).iter().any(|all| {
            let place = |n: usize| all.iter().position(|&it| it == n).unwrap();
            let keeps = (0..pieces.len()).all(|a| {
                (0..pieces.len()).all(|b| {
                    let follows = pieces[a].ended.is_some() && a < b;
                    let same = pieces[a].client == pieces[b].client && follows;
                    let is_over = pieces[a].ended.is_some_and(|end| end < pieces[b].invoked);
                    let before = real_time && is_over;
                    !(same || before) || place(a) < place(b)
                })
            });
            let mut values = [0; 2];
            keeps
                && all.iter().all(|&n| {
                    let value = &mut values[pieces[n].key as usize];
                    pieces[n].effect.on(*value).map(|new| *value = new).is_some()
                })
        })
    })
}

#[test]
fn too_many_operations_are_not_tried() {
    assert_eq!(told(&lanes(&["w1 w1 w1 w1 w1 w1 w1 w1 r2"]), false), []);
}

/// Operations of a history that do not overlap keep their order, if they have to.
#[test]
fn a_history_has_its_own_time() {
    let history = drawn(&["1 w x=1 0..1", "1 w x=2 2..3", "2 r x=c1.1 4..5"]);
    let ids: Vec<OperationId> = history.operations().iter().map(|it| it.id).collect();
    let told = Tried { order: vec![ids[0], ids[1]], stuck: ids[2], holds: Some(ids[1]) };
    assert_eq!(of(&history, &ids, true), [told]);
    assert_eq!(of(&history, &ids, false), []);
    // An end at the step of a start is before it, and overlapping operations have no order.
    let touching = drawn(&["1 w x=1 0..1", "1 w x=2 2..4", "2 r x=c1.1 4..5"]);
    assert_eq!(of(&touching, &ids, true).len(), 1);
    let overlapping = drawn(&["1 w x=1 0..1", "1 w x=2 2..5", "2 r x=c1.1 4..6"]);
    assert_eq!(of(&overlapping, &ids, true), []);
}
