use super::*;
use crate::{
    hash::Fingerprint,
    kv::{Key, Word},
    store::share::PartitionBy,
};
use alloc::{format, vec::Vec};

fn sets() -> impl Iterator<Item = NodeSet> {
    (0..8).map(|mask| NodeSet(mask << 1))
}

fn configs() -> impl Iterator<Item = Config> {
    let pairs = || sets().flat_map(|two| sets().map(move |three| (two, three)));
    pairs().flat_map(|(partition_two, partition_three)| {
        sets().map(move |partition_four| Config {
            partition_two,
            partition_three,
            partition_four,
            ..Config::default()
        })
    })
}

/// For every way to list three nodes for three partitions.
#[test]
fn every_key_is_in_one_partition_and_every_partition_has_a_first_leader_and_a_log() {
    let keys: Vec<Key> =
        (0..12).map(|n| Key(Word::new(&format!("k{n}")).expect("a word"))).collect();
    for config in configs() {
        let shares: Vec<Share> = (0..4).map(|node| config.share(NodeId(node))).collect();
        let of = shares[0].of;
        assert_eq!(shares[0].index, 0, "A is in the first one: {config:?}");
        assert_eq!(config.is_partitioned(), of > 1);
        let logs: Vec<NodeId> = config.logs().collect();
        assert_eq!(logs.len(), usize::from(of));
        for index in 0..of {
            let share = Share { index, of, by: PartitionBy::Key };
            let first = shares.iter().position(|it| *it == share).expect("it has a node");
            assert_eq!(config.first(share), NodeId(first as u16), "{config:?}");
            let others: Vec<NodeId> = config.other_logs(share).collect();
            assert_eq!(others.len() + 1, logs.len());
            assert!(!others.contains(&NodeId(first as u16)));
        }
        for &key in &keys {
            let has = (0..of).filter(|&index| Share { index, of, by: PartitionBy::Key }.has(key));
            assert_eq!(has.count(), 1);
        }
    }
}

/// A node that is listed for several partitions is in the first of these. The first one without nodes ends the list.
#[test]
fn the_first_list_that_names_a_node_counts() {
    let set = |nodes: &[u16]| nodes.iter().map(|&node| NodeId(node)).collect::<NodeSet>();
    let index = |two: &[u16], three: &[u16], four: &[u16]| {
        let config = Config {
            partition_two: set(two),
            partition_three: set(three),
            partition_four: set(four),
            ..Config::default()
        };
        (0..4).map(|node| config.share(NodeId(node)).index).collect::<Vec<u16>>()
    };
    assert_eq!(index(&[], &[], &[]), [0, 0, 0, 0]);
    assert_eq!(index(&[2], &[], &[3]), [0, 0, 1, 0]);
    assert_eq!(index(&[], &[2], &[3]), [0, 0, 0, 0]);
    assert_eq!(index(&[1, 2], &[2], &[3]), [0, 1, 1, 0]);
    assert_eq!(index(&[1, 2], &[2, 3], &[3]), [0, 1, 1, 2]);
    assert_eq!(index(&[1], &[2], &[3]), [0, 1, 2, 3]);
}

#[test]
fn different_knowledge_has_different_fingerprints() {
    let all = (0..27).map(|n| Knows([n % 3, n / 3 % 3, n / 9]));
    let mut prints: Vec<u64> = all.map(|knows| Fingerprint::of(&knows)).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), 27);
    // As with two partitions, when there were no more.
    assert_eq!(Fingerprint::of(&Knows([5, 0, 0])), Fingerprint::of(&5_u64));
}
