use super::*;
use crate::session::{Intent, Link, Loaded, Session, reduce};
use replicarium::{kv::Word, scenario::library};

fn at_end(name: &str) -> Session {
    let entry = library::find(name).unwrap();
    let session = Session::follow(
        &Loaded::of(Link { step: Some(0), ..Link::to(entry) }, entry.text()),
        false,
    )
    .unwrap();
    reduce(session, Intent::SeekStep(u32::MAX))
}

fn causes(name: &str, key: &str) -> Vec<Cause> {
    let frame = at_end(name).frame();
    of(Key(Word::new(key).unwrap()), &frame.history, &frame.film, frame.step)
}

/// One line a write: its value, its dot, what it follows directly, what its client had seen.
fn drawn(causes: &[Cause]) -> Vec<String> {
    let line = |cause: &Cause| {
        let dot = cause.dot.map(|dot| dot.to_string()).unwrap_or_default();
        let parents: Vec<String> =
            cause.parents.iter().map(|&n| causes[n].value.to_string()).collect();
        format!("{} {dot} after [{}] {}", cause.value, parents.join(" "), cause.seen)
    };
    causes.iter().map(line).collect()
}

/// The figure in the book: DDIA, "Capturing the happens-before relationship", figure 5-14.
#[test]
fn the_cart_of_two_clients_has_the_history_of_the_book() {
    let causes = causes("cart_of_two_clients", "cart");
    assert_eq!(
        drawn(&causes),
        [
            "milk A:1 after [] {}",
            "eggs A:2 after [] {}",
            "milk,flour A:3 after [milk] {A:1}",
            "eggs,milk,ham A:4 after [eggs milk] {A:2}",
            "milk,flour,eggs,bacon A:5 after [milk,flour eggs] {A:3}",
        ]
    );
    assert!(causes[4].follows(0) && !causes[4].follows(3) && !causes[3].follows(2));
}

#[test]
fn without_contexts_a_write_follows_what_its_client_read_and_wrote() {
    let causes = causes("concurrent_writes_last_one_wins", "cart");
    assert!(causes.len() > 1, "{causes:?}");
    let concurrent =
        (0..causes.len()).any(|b| (0..b).any(|a| !causes[b].follows(a) && !causes[a].follows(b)));
    assert!(concurrent, "{:?}", drawn(&causes));
    assert!(causes.iter().all(|cause| cause.dot.is_none()));
}

/// In every scenario: who follows whom is an order that agrees with time, and what stands between two
/// writes is not drawn twice.
#[test]
fn happens_before_is_an_order_and_edges_are_as_few_as_can_be() {
    for entry in library::ALL.iter().filter(|entry| !entry.name.starts_with("bench")) {
        let frame = at_end(entry.name).frame();
        let mut keys: Vec<Key> =
            frame.history.operations().iter().map(|o| o.request.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let causes = of(key, &frame.history, &frame.film, frame.step);
            for (n, cause) in causes.iter().enumerate() {
                assert!((n..causes.len()).all(|later| !cause.follows(later)), "{}", entry.name);
                for earlier in 0..n {
                    let through =
                        cause.parents.iter().any(|&p| p == earlier || causes[p].follows(earlier));
                    assert_eq!(cause.follows(earlier), through, "{}: {key}", entry.name);
                }
                for &parent in &cause.parents {
                    let implied = cause.parents.iter().any(|&other| causes[other].follows(parent));
                    assert!(!implied, "{}: {key}", entry.name);
                }
            }
        }
    }
}

/// Every pair of vectors over two nodes with counts to 2: the entries say what the order says.
#[test]
fn entries_say_how_two_vectors_compare() {
    let vector = |code: u64| -> VersionVector {
        [(NodeId(0), code % 3), (NodeId(1), code / 3)].into_iter().collect()
    };
    for (a, b) in (0..9).flat_map(|a| (0..9).map(move |b| (vector(a), vector(b)))) {
        let all = entries(&a, &b);
        let (more, less) = (
            all.iter().any(|&(.., order)| order == Ordering::Greater),
            all.iter().any(|&(.., order)| order == Ordering::Less),
        );
        let want = match (more, less) {
            (true, true) => None,
            (true, false) => Some(Ordering::Greater),
            (false, true) => Some(Ordering::Less),
            (false, false) => Some(Ordering::Equal),
        };
        assert_eq!(a.partial_cmp(&b), want, "{a} {b} {all:?}");
        let merged: VersionVector = all.iter().map(|&(node, a, b, _)| (node, a.max(b))).collect();
        let mut both = a.clone();
        both.merge(&b);
        assert_eq!(merged, both);
    }
}
