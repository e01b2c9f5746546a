use super::*;

fn found(file: &str, text: &str) -> Vec<String> {
    let source = Source::new(file, text);
    let shown = |path: Path| {
        let root = if path.local { "crate::" } else { "" };
        format!("{}{}", root, path.segments.join("::"))
    };
    paths(&source, "core/src").into_iter().map(shown).collect()
}

#[test]
fn a_tree_gives_every_branch() {
    let text = "use crate::{id::NodeId as Id, sim::{World, action::*}};\nuse alloc::vec::Vec;";
    let expected =
        ["crate::id::NodeId", "crate::sim::World", "crate::sim::action::*", "alloc::vec::Vec"];
    assert_eq!(found("core/src/check/verdict.rs", text), expected);
}

#[test]
fn paths_outside_of_use_are_seen_too() {
    let text = "fn f(w: &crate::sim::World) -> u64 { crate::time::Instant::ZERO.micros() }";
    let expected = ["crate::sim::World", "crate::time::Instant::ZERO"];
    assert_eq!(found("core/src/check/verdict.rs", text), expected);
}

#[test]
fn super_and_self_start_at_the_own_module() {
    let file = "core/src/protocol/leaderless/read.rs";
    assert_eq!(found(file, "use super::State;"), ["crate::protocol::leaderless::State"]);
    assert_eq!(
        found(file, "use super::super::single_leader::Entry;"),
        ["crate::protocol::single_leader::Entry"]
    );
    assert_eq!(
        found("core/src/sim/mod.rs", "use self::world::World;"),
        ["crate::sim::world::World"]
    );
}

#[test]
fn a_module_in_the_file_counts_as_a_level() {
    let text = "mod inner { use super::Clock; }\nuse super::id::NodeId;";
    assert_eq!(found("core/src/time.rs", text), ["crate::time::Clock", "crate::id::NodeId"]);
}

#[test]
fn macros_comments_and_strings_name_nothing() {
    let text = "// crate::sim::World\nconst A: &str = \"crate::sim\"; crate::ids!(a);";
    assert_eq!(found("core/src/id.rs", text), [] as [&str; 0]);
}
