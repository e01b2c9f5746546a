use super::*;

fn broken(file: &str, text: &str) -> Vec<String> {
    check(&Source::new(file, text)).into_iter().map(|finding| finding.found).collect()
}

#[test]
fn what_is_below_may_be_imported() {
    for (file, text) in [
        ("core/src/log.rs", "use crate::id::NodeId;"),
        ("core/src/clock/dot.rs", "use crate::time::Timestamp; use super::version::Version;"),
        ("core/src/protocol/leaderless/read.rs", "use crate::quorum::Quorum; use super::State;"),
        ("core/src/protocol/mod.rs", "use crate::protocol::leaderless::Leaderless;"),
        ("core/src/check/session.rs", "use crate::{history::History, view::ReplicaView};"),
        (
            "core/src/search/shrink.rs",
            "use crate::sim::{Action, World}; use crate::check::Verdict;",
        ),
        ("core/src/mode.rs", "use crate::protocol::{leaderless, single_leader};"),
        ("core/src/scenario/mod.rs", "use crate::mode::Mode;"),
        ("core/src/note.rs", "use crate::protocol::leaderless::note as leaderless;"),
        ("core/src/protocol/leaderless/note.rs", "use crate::{id::NodeId, store::Writes};"),
        ("core/src/protocol/leaderless/mod.rs", "pub mod note; use note::Note;"),
        ("core/src/lib.rs", "pub use crate::protocol::leaderless;"),
        ("core/src/sim/world_tests.rs", "use crate::protocol::leaderless::Leaderless;"),
        ("core/tests/it/main.rs", "use replicarium::protocol::leaderless;"),
        ("web/src/page/mod.rs", "use crate::stage::Stage; use yew::prelude::*;"),
        ("web/src/session/hooks.rs", "use web_sys::Window; use yew::prelude::*;"),
        ("web/src/bin/figures.rs", "use wasm_bindgen::prelude::*;"),
    ] {
        assert_eq!(broken(file, text), [] as [&str; 0], "{file}");
    }
}

#[test]
fn walls_hold() {
    for (file, text, found) in [
        ("core/src/id.rs", "use crate::clock::Dot;", "`clock::Dot` in id"),
        (
            "core/src/protocol/leaderless/read.rs",
            "use crate::sim::World;",
            "`sim::World` in protocol",
        ),
        (
            "core/src/protocol/leaderless/read.rs",
            "use super::super::multi_leader::Write;",
            "`protocol::multi_leader::Write` in protocol",
        ),
        (
            "core/src/sim/world.rs",
            "fn f() { crate::protocol::leaderless::new() }",
            "`protocol::leaderless::new` in sim",
        ),
        (
            "core/src/check/causal.rs",
            "use crate::{id::NodeId, sim::Action};",
            "`sim::Action` in check",
        ),
        ("core/src/check/causal.rs", "use crate::replica::Replica;", "`replica::Replica` in check"),
        (
            "core/src/scenario/mod.rs",
            "use crate::protocol::leaderless::Config;",
            "`protocol::leaderless::Config` in scenario",
        ),
        (
            "core/src/note.rs",
            "use crate::protocol::leaderless::Note;",
            "`protocol::leaderless::Note` in note",
        ),
        (
            "core/src/protocol/leaderless/note.rs",
            "use super::Message;",
            "`protocol::leaderless::Message` in protocol",
        ),
        (
            "core/src/protocol/leaderless/note.rs",
            "use crate::protocol::single_leader::note::Note;",
            "`protocol::single_leader::note::Note` in protocol",
        ),
        (
            "core/src/sim/world.rs",
            "use crate::protocol::leaderless::note::Note;",
            "`protocol::leaderless::note::Note` in sim",
        ),
        ("core/src/sim/world.rs", "use crate::World;", "`World` in sim"),
        ("web/src/layout/ring.rs", "use yew::Html;", "`yew::Html` in layout"),
        ("web/src/layout/ring.rs", "use gloo_utils::window;", "`gloo_utils::window` in layout"),
        ("web/src/session/mod.rs", "fn f() { web_sys::window(); }", "`web_sys::window` in session"),
        ("web/src/stage/mod.rs", "use crate::timeline::Lane;", "`timeline::Lane` in stage"),
        ("web/src/widget/chip.rs", "use crate::page::Page;", "`page::Page` in widget"),
    ] {
        assert_eq!(broken(file, text), [found], "{file}");
    }
}

#[test]
fn a_new_folder_has_to_be_put_on_the_map() {
    assert_eq!(broken("core/src/helper/mod.rs", ""), ["`core/src/helper` is not on the map"]);
}
