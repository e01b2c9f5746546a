use super::*;
use crate::kv::Word;
use alloc::{format, vec::Vec};

fn key(n: u32) -> Key {
    Key(Word::new(&format!("k{n}")).expect("a short word"))
}

fn members(n: u16) -> NodeSet {
    (0..n).map(NodeId).collect()
}

fn config(n: u16) -> Config {
    let mut config = Config::for_nodes(NodeId::LIMIT);
    config.n = n;
    config
}

#[test]
fn every_node_has_positions_of_its_own_in_order() {
    assert!(
        RING.windows(2).all(|pair| pair[0] <= pair[1]),
        "nodes with one position are in order, too"
    );
    for node in 0..NodeId::LIMIT {
        assert_eq!(RING.iter().filter(|(_, of)| *of == node).count(), VIRTUAL, "{node}");
    }
}

#[test]
fn a_preference_list_has_n_different_members() {
    for nodes in 1..=NodeId::LIMIT {
        for n in 1..=nodes.min(5) {
            for k in 0..40 {
                let homes: Vec<_> = homes(&config(n), key(k), members(nodes)).collect();
                let set: NodeSet = homes.iter().copied().collect();
                assert_eq!(
                    (homes.len() as u16, set.len()),
                    (n, u32::from(n)),
                    "{nodes} nodes, k{k}"
                );
                assert!(homes.iter().all(|home| home.0 < nodes));
            }
        }
    }
}

/// The first n nodes of each data centre hold a key.
#[test]
fn each_data_centre_has_n_homes() {
    for (centres, n) in [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2)] {
        let config = Config { n, centres, ..Config::for_nodes(NodeId::LIMIT) };
        for nodes in n * centres..=12 {
            for k in 0..40 {
                let homes: Vec<NodeId> = homes(&config, key(k), members(nodes)).collect();
                let of = |centre| homes.iter().filter(|home| home.0 % centres == centre).count();
                let counts: Vec<usize> = (0..centres).map(of).collect();
                assert_eq!(
                    counts,
                    alloc::vec![usize::from(n); usize::from(centres)],
                    "{nodes}, k{k}"
                );
            }
        }
    }
}

/// A node that joins takes over keys; no other keys move.
#[test]
fn a_join_moves_keys_only_to_the_new_node() {
    for nodes in 1..NodeId::LIMIT {
        let joined = NodeId(nodes);
        for k in 0..200 {
            let first = |n: u16| homes(&config(1), key(k), members(n)).next();
            let (before, after) = (first(nodes), first(nodes + 1));
            assert!(before == after || after == Some(joined), "{nodes} nodes, k{k}");
        }
    }
}

/// Virtual positions spread the keys: no node has none, and no node has most of them.
#[test]
fn every_member_is_home_of_a_fair_share() {
    for nodes in [3, 5, 10] {
        let mut share = alloc::vec![0; usize::from(nodes)];
        for k in 0..2_000 {
            let first = homes(&config(1), key(k), members(nodes)).next().expect("one home");
            share[usize::from(first.0)] += 1;
        }
        let fair = 2_000 / u32::from(nodes);
        assert!(share.iter().all(|&s| s > fair / 5 && s < fair * 3), "{nodes} nodes: {share:?}");
    }
}

#[test]
fn the_ring_is_sorted_and_has_all_positions_of_every_node() {
    assert!(RING.is_sorted());
    for node in 0..NodeId::LIMIT {
        assert_eq!(RING.iter().filter(|&&(_, other)| other == node).count(), VIRTUAL);
    }
}
