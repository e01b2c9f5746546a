use super::*;

fn found(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<Source> = files.iter().map(|(file, text)| Source::new(file, text)).collect();
    check(&sources).into_iter().map(|(_, finding)| finding.found).collect()
}

#[test]
fn modules_may_import_in_one_direction() {
    let files = [
        ("core/src/lib.rs", "pub use check::Verdict;"),
        ("core/src/id.rs", ""),
        ("core/src/check/mod.rs", "mod order; mod judge; pub use judge::Judge;"),
        ("core/src/check/order.rs", "use crate::id::NodeId;"),
        ("core/src/check/judge.rs", "use super::order; use super::judge::Judge;"),
        ("core/src/check/judge_tests.rs", "use crate::check::order::judge;"),
    ];
    assert_eq!(found(&files), [] as [&str; 0]);
}

#[test]
fn siblings_that_import_each_other_are_found() {
    let files = [
        ("core/src/check/mod.rs", ""),
        ("core/src/check/judge.rs", "use super::order::before;"),
        ("core/src/check/order.rs", "fn f() { super::judge::judge() }"),
    ];
    assert_eq!(found(&files), ["a circle of imports: check::order → check::judge → check::order"]);
}

#[test]
fn circles_through_others_and_below_are_found() {
    let files = [
        ("core/src/a/mod.rs", ""),
        ("core/src/a/inner.rs", "use crate::b::B;"),
        ("core/src/b.rs", "use crate::c;"),
        ("core/src/c.rs", "use crate::a::inner::A;"),
    ];
    assert_eq!(found(&files), ["a circle of imports: b → c → a → b"]);
}

#[test]
fn a_name_counts_where_the_parent_imports_it_from() {
    let files = [
        ("core/src/check/mod.rs", "pub use judge::Judge;"),
        ("core/src/check/judge.rs", "use super::order;"),
        ("core/src/check/order.rs", "use crate::check::Judge;"),
    ];
    assert_eq!(found(&files).len(), 1);
}
