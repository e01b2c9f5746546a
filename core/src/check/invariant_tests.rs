use super::*;
use crate::{
    check::{
        StateJudge,
        causal::Causal,
        samples::word,
        scene::{cell, node, outline},
    },
    history::History,
    id::{ClientId, NodeId, OperationId, Term},
    kv::Key,
    protocol::single_leader::View,
    random::{Dice, Stream},
    time::Instant,
    view::Leadership,
};
use alloc::{vec, vec::Vec};

fn broken(judge: &StateJudge) -> Option<Violation> {
    match judge.logs_agree() {
        Some(Verdict::Violated(witness)) => Some(witness.violation),
        _ => None,
    }
}

/// The violation in a sequence of moments: for each node its role and the numbers of the writes in its log.
fn judged(moments: &[&[(Role, &[u32])]]) -> Option<Violation> {
    let mut judge = StateJudge::default();
    let write = |&number: &u32| (Key(word("x")), OperationId { client: ClientId(0), number });
    for nodes in moments {
        let nodes = (0..).zip(*nodes).map(|(id, &(role, writes))| {
            let mut node = node(id, role);
            node.replica.log = (1..).zip(writes.iter().map(write)).map(cell).collect();
            node
        });
        let nodes: Vec<NodeView> = nodes.collect();
        let all = nodes.iter().map(|node| node.id).collect();
        judge.observe(
            &History::default(),
            &Causal::default(),
            (Instant(0), 0),
            all,
            &mut outline(&nodes),
        );
    }
    broken(&judge)
}

#[test]
fn hand_written_states() {
    use Role::{Follower, Leader};
    let (a, b) = (NodeId(0), NodeId(1));
    for (want, moments) in [
        (None, &[&[(Leader, &[1, 2, 3][..]), (Follower, &[1, 2])][..]][..]),
        (None, &[&[(Leader, &[1]), (Follower, &[])], &[(Leader, &[1, 2]), (Follower, &[1])]]),
        (
            Some(Violation::LogsDiffer { position: 2, replicas: (a, b) }),
            &[&[(Leader, &[1, 2, 3]), (Follower, &[1, 9])]],
        ),
        (
            Some(Violation::PositionWentBack { replica: b }),
            &[&[(Leader, &[1, 2]), (Follower, &[1, 2])], &[(Leader, &[1, 2]), (Follower, &[1])]],
        ),
        (
            Some(Violation::TwoLeaders { replicas: (a, b) }),
            &[&[(Leader, &[1]), (Leader, &[1]), (Follower, &[])]],
        ),
        // In a multi-leader cluster, logs are not compared.
        (None, &[&[(Leader, &[1]), (Leader, &[2])]]),
    ] {
        assert_eq!(judged(moments), want, "{moments:?}");
    }
}

/// A node in a mode with terms: its role, term, log as pairs of write and term, and whether it runs.
type Drawn = (Role, u32, Vec<(u32, u32)>, bool);

fn with_terms(id: u16, (role, term, log, runs): &Drawn) -> NodeView {
    let mut node = node(id, *role);
    node.status = if *runs { Status::Running } else { Status::Crashed };
    let leadership = Leadership { term: Term::numbered(*term), ..Leadership::default() };
    node.replica.protocol = View { leadership: Some(leadership), ..View::default() }.into();
    let client = ClientId(0);
    let entry = |(position, &(number, term))| {
        let entry = (Key(word("x")), OperationId { client, number });
        Cell { term: Term::numbered(term), ..cell((position, entry)) }
    };
    node.replica.log = (1..).zip(log).map(entry).collect();
    node
}

/// Whether there is a violation after each moment; only changed nodes are observed.
fn violated(moments: &[Vec<Drawn>]) -> Vec<bool> {
    let mut judge = StateJudge::default();
    let mut last: Vec<Drawn> = Vec::new();
    let mut said = Vec::new();
    for moment in moments {
        let changed =
            (0..).zip(moment).filter(|&(id, node)| last.get(usize::from(id)) != Some(node));
        let nodes: Vec<NodeView> = changed.map(|(id, node)| with_terms(id, node)).collect();
        let changed = nodes.iter().map(|node| node.id).collect();
        judge.observe(
            &History::default(),
            &Causal::default(),
            (Instant(0), 0),
            changed,
            &mut outline(&nodes),
        );
        last.clone_from(moment);
        said.push(judge.logs_agree().is_some_and(|it| it.is_violated()));
    }
    said
}

/// Parses a moment, with `|` between nodes. `A leads 2: 1.1 2.2` is a running leader of term 2, whose log has write 1 in
/// term 1 and write 2 in term 2; likewise `follows`, and `led` and `followed` for crashed nodes.
fn moment(text: &str) -> Vec<Drawn> {
    let node = |(n, text): (usize, &str)| {
        let (who, log) = text.split_once(':').expect("a node and its log");
        let words: Vec<&str> = who.split_whitespace().collect();
        assert_eq!(words[0].as_bytes(), [b'A' + n as u8], "{text}");
        let (role, runs) = match words[1] {
            "leads" => (Role::Leader, true),
            "led" => (Role::Leader, false),
            "follows" => (Role::Follower, true),
            _ => (Role::Follower, false),
        };
        let entry = |entry: &str| {
            let (write, term) = entry.split_once('.').expect("a write and its term");
            (write.parse().expect("a write"), term.parse().expect("a term"))
        };
        let log = log.split_whitespace().map(entry).collect();
        (role, words[2].parse().expect("a term"), log, runs)
    };
    text.split('|').enumerate().map(node).collect()
}

/// The violation after these moments.
fn broken_by(moments: &[&str]) -> Option<Violation> {
    let mut judge = StateJudge::default();
    for moment in moments.iter().map(|text| moment(text)) {
        let nodes = (0..).zip(&moment).map(|(id, node)| with_terms(id, node));
        let nodes: Vec<NodeView> = nodes.collect();
        let all = nodes.iter().map(|node| node.id).collect();
        judge.observe(
            &History::default(),
            &Causal::default(),
            (Instant(0), 0),
            all,
            &mut outline(&nodes),
        );
    }
    broken(&judge)
}

#[test]
fn a_term_has_one_leader() {
    let two = |a, b| Some(Violation::TwoLeaders { replicas: (NodeId(a), NodeId(b)) });
    for (want, moments) in [
        // Leaders of two terms: the older one does not know of the newer term yet.
        (None, &["A leads 1: 1.1 | B leads 2: 1.1 | C follows 2:"][..]),
        (two(0, 1), &["A leads 2: 1.1 | B leads 2: 1.1 | C follows 2:"]),
        (two(1, 2), &["A follows 2: | B leads 2: | C leads 2:"]),
        // A crashed leader does not count, but no other node may lead in its term.
        (None, &["A led 2: | B leads 3:", "A leads 2: | B leads 3:"]),
        (two(0, 1), &["A leads 2: | B follows 2:", "A led 2: | B leads 2:"]),
        (
            two(0, 1),
            &[
                "A leads 2: | B follows 1:",
                "A follows 3: | B follows 3:",
                "A follows 3: | B leads 2:",
            ],
        ),
        // A leader may restart and lead in its own term.
        (
            None,
            &["A leads 2: | B follows 2:", "A led 2: | B follows 2:", "A leads 2: | B follows 2:"],
        ),
        (
            None,
            &[
                "A leads 2: | B follows 2:",
                "A follows 3: | B leads 3:",
                "A leads 4: | B follows 4:",
            ],
        ),
    ] {
        assert_eq!(broken_by(moments), want, "{moments:#?}");
    }
}

#[test]
fn logs_agree_up_to_entries_of_one_term() {
    let differ =
        |position, a, b| Some(Violation::LogsDiffer { position, replicas: (NodeId(a), NodeId(b)) });
    for (want, moments) in [
        (None, &["A leads 2: 1.1 2.1 3.2 | B follows 2: 1.1 2.1"][..]),
        (None, &["A leads 2: 1.1 2.1 3.2 | B follows 2:"]),
        // Entries of different terms may differ, unless entries of the same term follow.
        (None, &["A leads 2: 1.1 3.2 | B follows 1: 1.1 2.1"]),
        (None, &["A leads 3: 1.1 4.3 5.3 | B follows 1: 1.1 2.1 | C follows 2: 1.1 3.2"]),
        (differ(2, 0, 1), &["A leads 1: 1.1 3.1 | B follows 1: 1.1 2.1"]),
        // The witness is the first difference, before the entries of the same term.
        (differ(2, 0, 1), &["A leads 2: 1.1 2.1 3.2 | B follows 2: 1.1 9.1 3.2"]),
        (differ(1, 0, 1), &["A leads 3: 1.1 2.2 4.3 | B follows 3: 9.2 2.2 4.3"]),
        (differ(1, 0, 1), &["A leads 3: 1.1 2.2 4.3 | B follows 3: 9.2 8.1 4.3"]),
        (differ(2, 1, 2), &["A leads 2: 1.1 | B follows 2: 1.1 2.2 | C follows 2: 1.1 3.2"]),
        // The next entry may reveal an earlier difference.
        (
            differ(2, 0, 1),
            &[
                "A leads 2: 1.1 2.1 | B follows 2: 1.1 9.2",
                "A leads 3: 1.1 2.1 4.3 | B follows 3: 1.1 9.2 4.3",
            ],
        ),
        (
            None,
            &[
                "A leads 3: 1.1 2.1 | B follows 3: 1.1 9.2",
                "A leads 3: 1.1 2.1 4.3 | B follows 3: 1.1 2.1 4.3",
            ],
        ),
    ] {
        assert_eq!(broken_by(moments), want, "{moments:#?}");
    }
}

#[test]
fn positions_go_back_for_a_newer_term_or_a_crash_only() {
    let back = |node| Some(Violation::PositionWentBack { replica: NodeId(node) });
    for (want, moments) in [
        // A newer term truncates the tail of an older one, of followers and of the old leader.
        (
            None,
            &["A follows 1: 1.1 2.1 3.1 | B leads 1: 1.1", "A follows 2: 1.1 | B leads 2: 1.1"][..],
        ),
        (
            None,
            &["A leads 1: 1.1 2.1 3.1 | B leads 2: 1.1", "A follows 2: 1.1 | B leads 2: 1.1 4.2"],
        ),
        (None, &["A follows 2: 1.1 2.1 | B leads 2: 1.1", "A follows 2: 1.1 | B leads 2: 1.1"]),
        // Its own term does not.
        (
            back(0),
            &["A follows 2: 1.1 2.2 | B leads 2: 1.1 2.2", "A follows 2: 1.1 | B leads 2: 1.1 2.2"],
        ),
        (back(1), &["A follows 1: 1.1 | B leads 1: 1.1 2.1", "A follows 1: 1.1 | B leads 1: 1.1"]),
        (back(0), &["A follows 1: 1.1 2.1 | B leads 1:", "A follows 1: | B leads 1:"]),
        // A crash loses what was not flushed.
        (
            None,
            &[
                "A leads 1: 1.1 2.1 | B follows 1: 1.1 2.1",
                "A leads 1: 1.1 2.1 | B followed 1: 1.1",
                "A leads 1: 1.1 2.1 | B follows 1: 1.1",
            ],
        ),
        // The same length, with entries of a newer term.
        (
            None,
            &[
                "A follows 1: 1.1 2.1 | B leads 2: 1.1 3.2",
                "A follows 2: 1.1 3.2 | B leads 2: 1.1 3.2",
            ],
        ),
    ] {
        assert_eq!(broken_by(moments), want, "{moments:#?}");
    }
}

/// The definitions, on all pairs of nodes and of positions, at every moment.
fn naive(moments: &[Vec<Drawn>]) -> Vec<bool> {
    let mut broken = false;
    let mut before: Option<&Vec<Drawn>> = None;
    let mut said = Vec::new();
    for (now, moment) in moments.iter().enumerate() {
        let leaders = moments[..=now].iter().flat_map(|moment| (0..).zip(moment));
        let leaders: Vec<(u32, &Drawn)> =
            leaders.filter(|(_, it)| it.0 == Role::Leader && it.3).collect();
        broken |=
            leaders.iter().any(|(a, one)| leaders.iter().any(|(b, two)| a != b && one.1 == two.1));
        for (a, one) in moment.iter().enumerate() {
            for two in &moment[..a] {
                let both = || one.2.iter().zip(&two.2);
                for (p, (x, y)) in both().enumerate() {
                    broken |= x.1 == y.1 && both().take(p + 1).any(|(x, y)| x != y);
                }
            }
            if let Some(was) = before.map(|before| &before[a]) {
                let no_newer = was.2.last().map_or(0, |entry| entry.1) == one.1;
                broken |= was.3 && one.3 && one.2.len() < was.2.len() && no_newer;
            }
        }
        before = Some(moment);
        said.push(broken);
    }
    said
}

/// Random moments of three nodes that append, follow, crash and lead, mostly correctly.
fn random(seed: u64) -> Vec<Vec<Drawn>> {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 5);
    let mut nodes: Vec<Drawn> = vec![(Role::Follower, 1, Vec::new(), true); 3];
    nodes[0].0 = Role::Leader;
    let mut moments = vec![nodes.clone()];
    let mut writes = 0;
    for _ in 0..4 + dice.below(16) {
        let (at, from) = (dice.below(3) as usize, dice.below(3) as usize);
        let other = nodes[from].clone();
        let (role, term, log, runs) = &mut nodes[at];
        match dice.below(16) {
            0..6 if *role == Role::Leader => {
                writes += 1;
                log.push((writes, *term));
            }
            // A follower takes the other's log, or a prefix of it.
            0..10 if other.1 >= *term => {
                let take = log.len().max(dice.below(other.2.len() as u32 + 1) as usize);
                (*role, *term) = (Role::Follower, other.1);
                if other.2.starts_with(log) || dice.below(4) == 0 {
                    *log = other.2[..take.min(other.2.len())].to_vec();
                }
            }
            10 | 11 => *runs = !*runs,
            12 => (*role, *term) = (Role::Leader, *term + 1),
            13 if dice.below(3) == 0 => *role = Role::Leader,
            14 if dice.below(3) == 0 => _ = log.pop(),
            15 if dice.below(4) == 0 => log.iter_mut().for_each(|entry| entry.0 += 50),
            _ => {}
        }
        moments.push(nodes.clone());
    }
    moments
}

#[test]
fn agrees_with_the_definitions() {
    let mut broken = 0;
    let seeds = 20_000;
    for seed in 0..seeds {
        let moments = random(seed);
        let want = naive(&moments);
        assert_eq!(violated(&moments), want, "seed {seed}: {moments:#?}");
        broken += u64::from(want.ends_with(&[true]));
    }
    assert!((seeds / 5..seeds * 4 / 5).contains(&broken), "{broken} broken");
}
