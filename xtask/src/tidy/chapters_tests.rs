use super::*;

const FILE: &str = "core/src/protocol/leaderless/mod.rs";
const WHOLE: &str = "\
//! # Story
//! # Source
//! # Invariants
//! - I1 Stamps grow
//!   (`stamps_grow`).
//! # Not modelled
mod message;
";

fn found(file: &str, text: &str) -> Vec<String> {
    let tests = Source::new("core/tests/it/laws.rs", "#[test] fn stamps_grow() {}");
    let functions = functions([tests].iter());
    check(file, text, &functions).into_iter().map(|finding| finding.found).collect()
}

#[test]
fn four_chapters_and_tested_invariants_are_enough() {
    assert_eq!(found(FILE, WHOLE), [] as [&str; 0]);
}

#[test]
fn a_missing_chapter_is_named() {
    let text = WHOLE.replace("//! # Source\n", "");
    assert_eq!(found(FILE, &text), ["the protocol has no chapter `# Source`"]);
}

#[test]
fn an_invariant_without_a_test_is_named() {
    let text = WHOLE.replace("stamps_grow", "stamps_shrink");
    assert_eq!(found(FILE, &text), ["invariant I1 names no function of core"]);
}

#[test]
fn a_protocol_and_its_parts_are_asked_and_nothing_else() {
    assert_eq!(found("core/src/protocol/mod.rs", ""), [] as [&str; 0]);
    assert_eq!(found("core/src/protocol/leaderless/ring.rs", ""), [] as [&str; 0]);
    assert_eq!(found("core/src/protocol/leaderless/read/mod.rs", "").len(), 4);
}
