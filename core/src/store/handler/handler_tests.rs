use super::*;
use crate::time::Timestamp;
use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};
use proptest::prelude::*;

fn value(text: &str) -> Value {
    Value::new(text).unwrap_or(Value::TOMBSTONE)
}

fn side(text: &str, time: i64, node: u16) -> Side {
    Side { value: value(text), stamp: Stamp { time: Timestamp(time), node: NodeId(node) } }
}

fn handler(text: &str) -> Handler {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// One of each kind.
const ALL: [&str; 12] = [
    "newest",
    "oldest",
    "max",
    "min",
    "sum",
    "concat",
    "concat(\"/\")",
    "union",
    "intersection",
    "prefer(B)",
    "prefer(Z)",
    "highest-replica",
];

/// What comes of a value of A that is held, of 5 µs, and one of B that arrives, of 3 µs.
#[test]
fn values_of_two_versions() {
    for (text, held, arrived, wanted) in [
        ("newest", "x", "y", "x"),
        ("oldest", "x", "y", "y"),
        ("prefer(A)", "x", "y", "x"),
        ("prefer(B)", "x", "y", "y"),
        ("prefer(C)", "x", "y", "x"),
        ("highest-replica", "x", "y", "y"),
        ("max", "9", "10", "10"),
        ("max", "-9", "-10", "-9"),
        ("max", "9", "a", "a"),
        ("max", "a10", "a9", "a9"),
        ("max", "", "-1", "-1"),
        ("max", "99999999999999999999", "1", "99999999999999999999"),
        ("min", "9", "10", "9"),
        ("min", "9", "a", "9"),
        ("min", "", "-1", ""),
        ("sum", "9", "-10", "-1"),
        ("sum", "007", "1", "8"),
        ("sum", "9223372036854775807", "1", "9223372036854775807"),
        ("sum", "9", "a", "9a"),
        ("sum", "9", "", "9"),
        ("sum", "", "", ""),
        ("concat", "x", "y", "xy"),
        ("concat(\", \")", "x", "two words", "x, two words"),
        ("concat(\"/\")", "", "y", "y"),
        ("union", "c,a", "b,a", "a,b,c"),
        ("union", " two words , a", "a,,", "a,two words"),
        ("union", "", "b,a", "a,b"),
        ("intersection", "c,b,a", "a,d,c", "a,c"),
        ("intersection", "a", "b", ""),
    ] {
        let merged = handler(text).merge(side(held, 5, 0), side(arrived, 3, 1));
        assert_eq!(merged.value.as_str(), wanted, "{text} of “{held}” and “{arrived}”");
    }
}

#[test]
fn a_chosen_version_keeps_its_stamp_and_a_made_one_gets_the_greater() {
    let (held, arrived) = (side("1", 5, 0), side("2", 3, 1));
    for text in ALL.map(handler) {
        let merged = text.merge(held, arrived);
        let made = matches!(text, Handler::Sum | Handler::Concat(_) | Handler::Union)
            || text == Handler::Intersection;
        if made {
            assert_eq!(merged.stamp, held.stamp, "{text}");
        } else {
            assert!([held, arrived].contains(&merged), "{text}");
        }
    }
    // Of equal values, and of equal numbers, the later stays.
    let [old, new] = [side("x", 3, 1), side("x", 5, 0)];
    assert_eq!(handler("max").merge(old, new), new);
    assert_eq!(handler("min").merge(new, old), new);
    let reborn = Side { stamp: Stamp { node: NodeId(1).reborn(2), ..old.stamp }, ..old };
    assert_eq!(handler("prefer(B)").merge(new, reborn), reborn);
    assert_eq!(handler("highest-replica").merge(new, reborn), reborn);
}

#[test]
fn a_value_is_cut_at_its_length_and_a_set_between_elements() {
    let long = "é".repeat(400);
    let merged = handler("concat(\"-\")").merge(side(&long, 1, 0), side(&long, 2, 1));
    assert_eq!((merged.value.as_str().len(), merged.value.as_str().ends_with('é')), (1_023, true));
    let merged = handler("union").merge(side(&long, 1, 0), side(&"a".repeat(300), 2, 1));
    assert_eq!(merged.value, value(&"a".repeat(300)));
    let of = |from: u32| (from..from + 200).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let merged = handler("union").merge(side(&of(1_000), 1, 0), side(&of(2_000), 2, 1));
    let elements: Vec<&str> = merged.value.as_str().split(',').collect();
    assert_eq!((elements.len(), elements[199], elements[200]), (205, "1199", "2000"));
    assert!(elements.iter().all(|element| element.len() == 4));
}

#[test]
fn what_is_printed_is_parsed_and_errors_name_a_place() {
    for text in ALL {
        assert_eq!(handler(text).to_string(), text);
    }
    assert_eq!(handler(" concat ( \"\" ) ").to_string(), "concat");
    for (text, wanted) in [
        (
            "",
            "found the end at byte 0, expected one of newest, oldest, max, min, sum, concat, union, intersection, prefer(A), highest-replica",
        ),
        (
            "  latest",
            "found “latest” at byte 2, expected one of newest, oldest, max, min, sum, concat, union, intersection, prefer(A), highest-replica",
        ),
        (
            "Max",
            "found “Max” at byte 0, expected one of newest, oldest, max, min, sum, concat, union, intersection, prefer(A), highest-replica",
        ),
        ("max()", "found “(” at byte 3, expected the end"),
        ("max min", "found “min” at byte 4, expected the end"),
        ("prefer", "found the end at byte 6, expected a node in parentheses, as in prefer(B)"),
        ("prefer(", "found the end at byte 7, expected a node in parentheses, as in prefer(B)"),
        ("prefer(b)", "found “b” at byte 7, expected a node in parentheses, as in prefer(B)"),
        ("prefer(AB)", "found “AB” at byte 7, expected a node in parentheses, as in prefer(B)"),
        ("prefer(B", "found the end at byte 8, expected “)”"),
        ("prefer(B, A)", "found “,” at byte 8, expected “)”"),
        (
            "concat()",
            "found “)” at byte 7, expected a separator in double quotes, as in concat(\", \")",
        ),
        (
            "concat(/)",
            "found “/” at byte 7, expected a separator in double quotes, as in concat(\", \")",
        ),
        ("concat(\"a", "found the end at byte 9, expected the closing quote of the separator"),
        (
            "concat(\"\\n\")",
            "found “\\” at byte 8, expected \\\" or \\\\ where a separator has a \\",
        ),
        (
            "concat(\"\\é\")",
            "found “\\” at byte 8, expected \\\" or \\\\ where a separator has a \\",
        ),
        (
            "concat(\"a\tb\")",
            "found “\"” at byte 7, expected a separator of at most 23 bytes without control characters",
        ),
        (
            "concat(\"123456789012345678901234\")",
            "found “\"” at byte 7, expected a separator of at most 23 bytes without control characters",
        ),
        ("concat(\"a\"", "found the end at byte 10, expected “)”"),
        (
            "합",
            "found “합” at byte 0, expected one of newest, oldest, max, min, sum, concat, union, intersection, prefer(A), highest-replica",
        ),
    ] {
        assert_eq!(
            text.parse::<Handler>().map_err(|error| error.to_string()),
            Err(wanted.into()),
            "{text}"
        );
    }
    for word in Handler::WORDS {
        assert_eq!(handler(word).to_string(), *word);
    }
}

proptest! {
    #[test]
    fn any_separator_is_printed_as_it_is_parsed(separator in "[ -~é합]{1,6}", node in 0..NodeId::LIMIT) {
        for handler in [Handler::Concat(value(&separator)), Handler::Prefer(NodeId(node))] {
            prop_assert_eq!(handler.to_string().parse(), Ok(handler));
        }
    }

    #[test]
    fn any_text_is_a_handler_or_an_error(text in "(concat|prefer|max|[(\")B\\\\ é]){0,6}") {
        match text.parse::<Handler>() {
            Ok(handler) => prop_assert_eq!(handler.to_string().parse(), Ok(handler)),
            Err(error) => {
                prop_assert!(text[error.at..].starts_with(&error.found));
            }
        }
    }
}

#[test]
fn the_laws_that_the_table_finds_hold_for_other_values() {
    let all = ALL.map(handler).map(|it| (it, it.laws_among(&["1", "2", "a", "a,b", ""])));
    let texts = prop::array::uniform3("[0-9]{1,2}|[a-c](,[a-c]){0,2}|");
    proptest!(|(texts in texts, times in Just([1, 2, 3]).prop_shuffle())| {
        let [a, b, c] = [0, 1, 2].map(|n| side(&texts[usize::from(n)], times[usize::from(n)], n));
        for (handler, laws) in &all {
            let merge = |a, b| handler.merge(a, b);
            if laws.commutative.is_none() {
                prop_assert_eq!(merge(a, b), merge(b, a));
            }
            if laws.associative.is_none() {
                prop_assert_eq!(merge(merge(a, b), c), merge(a, merge(b, c)));
            }
            if laws.idempotent.is_none() {
                prop_assert_eq!(merge(merge(a, b), merge(a, b)), merge(a, b));
            }
        }
    });
}

/// The laws that a handler has, by their first letters.
fn letters(laws: &Laws) -> String {
    let all = [("c", &laws.commutative), ("a", &laws.associative), ("i", &laws.idempotent)];
    all.iter().filter(|(_, law)| law.is_none()).map(|(letter, _)| *letter).collect()
}

#[test]
fn the_laws_of_every_handler() {
    let found = ALL.map(|text| (text, letters(&handler(text).laws())));
    let wanted = [
        ("newest", "cai"),
        ("oldest", "cai"),
        ("max", "cai"),
        ("min", "cai"),
        ("sum", ""),
        ("concat", "a"),
        ("concat(\"/\")", "a"),
        ("union", "cai"),
        ("intersection", "cai"),
        ("prefer(B)", "cai"),
        ("prefer(Z)", "cai"),
        ("highest-replica", "cai"),
    ];
    assert_eq!(found, wanted.map(|(text, laws)| (text, laws.to_string())));
    assert_eq!(letters(&handler("sum").laws_among(NUMBERS)), "ca");
}

#[test]
fn handlers_that_ignore_the_order_are_those_that_the_laws_name() {
    for handler in ALL.map(handler) {
        assert_eq!(handler.ignores_order(), handler.laws().converge(), "{handler}");
    }
}

#[test]
fn counterexamples_are_what_happens() {
    for handler in ALL.map(handler) {
        let Laws { commutative, associative, idempotent } = handler.laws();
        let merge = |a, b| handler.merge(a, b);
        if let Some(it) = commutative {
            let [a, b] = it.versions[..] else { panic!("two, not {it:?}") };
            assert_eq!((merge(a, b), merge(b, a)), (it.one, it.other));
            assert_ne!(it.one, it.other);
        }
        if let Some(it) = associative {
            let [a, b, c] = it.versions[..] else { panic!("three, not {it:?}") };
            assert_eq!((merge(merge(a, b), c), merge(a, merge(b, c))), (it.one, it.other));
            assert_ne!(it.one, it.other);
        }
        if let Some(it) = idempotent {
            let [a, b] = it.versions[..] else { panic!("two, not {it:?}") };
            assert_eq!((merge(a, b), merge(it.one, it.one)), (it.one, it.other));
            assert_ne!(it.one, it.other);
        }
    }
}

/// A few replicas that each write once, at the same time, and send their write to all others.
#[derive(Clone)]
struct Replicas {
    handler: Handler,
    /// What each holds, and the writes that are in it.
    held: Vec<(Side, Vec<usize>)>,
    /// Writes on their way: the replica to which, and the write.
    flying: Vec<(usize, usize)>,
}

impl Replicas {
    fn new(handler: Handler, versions: &[Side]) -> Self {
        let all = 0..versions.len();
        let held = versions.iter().zip(all.clone()).map(|(&side, own)| (side, vec![own]));
        let to_others = |own| all.clone().filter(move |&to| to != own).map(move |to| (to, own));
        Self { handler, held: held.collect(), flying: all.clone().flat_map(to_others).collect() }
    }

    /// The values that all replicas hold in the end, of every order in which the writes may be delivered, each once or twice.
    fn ends(&self, versions: &[Side], ends: &mut Vec<Vec<Value>>) {
        for at in 0..self.flying.len() {
            let mut next = self.clone();
            let (to, write) = next.flying.remove(at);
            for _ in 0..2 {
                let (side, seen) = &mut next.held[to];
                // The version vectors: what is in it already is not merged again.
                if !seen.contains(&write) {
                    seen.push(write);
                    *side = self.handler.merge(*side, versions[write]);
                }
            }
            next.ends(versions, ends);
        }
        if self.flying.is_empty() {
            ends.push(self.held.iter().map(|(side, _)| side.value).collect());
        }
    }
}

const FEW: [&str; 3] = ["1", "2", "b,a"];

/// Versions of A, B and C with these values, and with stamps in each order.
fn triples_of_few() -> Vec<[Side; 3]> {
    let mut all = Vec::new();
    for (a, b, c) in
        FEW.iter().flat_map(|a| FEW.iter().flat_map(move |b| FEW.iter().map(move |c| (a, b, c))))
    {
        for [x, y, z] in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
            all.push([side(a, x, 0), side(b, y, 1), side(c, z, 2)]);
        }
    }
    all
}

#[test]
fn replicas_converge_in_every_order_of_delivery_exactly_with_the_first_two_laws() {
    for handler in ALL.map(handler) {
        let laws = handler.laws_among(&FEW);
        let diverge = |versions: &[Side]| {
            let mut ends = Vec::new();
            Replicas::new(handler, versions).ends(versions, &mut ends);
            ends.iter().flatten().any(|&value| value != ends[0][0])
        };
        let triples = triples_of_few();
        let two = triples.iter().any(|versions| diverge(&versions[..2]));
        let three = triples.iter().any(|versions| diverge(versions));
        assert_eq!(two, laws.commutative.is_some(), "{handler}");
        assert_eq!(two || three, !laws.converge(), "{handler}");
        assert_eq!(handler.diverges().is_some(), !handler.laws().converge(), "{handler}");
    }
}

#[test]
fn results_that_meet_as_versions_need_the_third_law() {
    for handler in ALL.map(handler) {
        let laws = handler.laws_among(&FEW);
        let changed = triples_of_few().iter().any(|&[a, b, _]| {
            // Each replica merges the other's write, sends its result, and merges that of the other.
            let (at_a, at_b) = (handler.merge(a, b), handler.merge(b, a));
            handler.merge(at_a, at_b) != at_a || handler.merge(at_b, at_a) != at_b
        });
        let safe = laws.commutative.is_none() && laws.idempotent.is_none();
        assert_eq!(changed, !safe, "{handler}");
    }
}

#[test]
fn a_divergence_is_three_orders_with_their_results() {
    for (text, results) in [
        ("concat", ["123", "213", "312"]),
        ("concat(\"/\")", ["1/2/3", "2/1/3", "3/1/2"]),
        ("sum", ["1a2", "3a", "a12"]),
    ] {
        let handler = handler(text);
        let Divergence { versions, ends } = handler.diverges().expect("it lacks a law");
        for (own, End { order, result }) in ends.into_iter().enumerate() {
            assert_eq!(order[0], own);
            let mut places = order;
            places.sort_unstable();
            assert_eq!(places, [0, 1, 2]);
            assert_eq!(handler.merge_all(order.map(|place| versions[place])), Some(result));
        }
        let ends = ends.map(|end| end.result.value);
        assert_eq!(ends.map(|end| end.to_string()), results, "{text}");
    }
}

/// Why laws among concurrent writes are not all: C knows that a write of B is overwritten when it merges, and D does not.
#[test]
fn an_overwritten_version_returns_with_what_it_was_merged_into() {
    let (of_a, of_b, next_of_b) = (side("4", 1, 0), side("5", 2, 1), side("3", 3, 1));
    for (text, at_c, at_d) in [("max", "4", "5"), ("sum", "7", "12"), ("newest", "3", "3")] {
        let handler = handler(text);
        let ends = [vec![next_of_b, of_a], vec![of_a, of_b, next_of_b]];
        let ends = ends.map(|order| handler.merge_all(order).map(|end| end.value.to_string()));
        assert_eq!(ends, [Some(at_c.into()), Some(at_d.into())], "{text}");
    }
}
