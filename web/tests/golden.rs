//! The same runs have the same fingerprints in the browser as natively.

#![cfg(target_arch = "wasm32")]

use replicarium::scenario::{Scenario, library};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// One name and fingerprint per line; the native tests assert the same file.
const GOLDEN: &str = include_str!("../../core/tests/golden/fingerprints.txt");

#[wasm_bindgen_test]
fn every_golden_run_is_the_same_here() {
    let mut checked = 0;
    for line in GOLDEN.lines().filter(|line| !line.is_empty()) {
        let (name, golden) = line.split_once(' ').expect("a name and a fingerprint");
        let entry = library::find(name).expect("a scenario of the library");
        let scenario: Scenario = entry.text().parse().expect("it reads");
        let trace = scenario.run().expect("it runs");
        assert_eq!(format!("{:016x}", trace.fingerprint()), golden.trim(), "{name}");
        checked += 1;
    }
    assert!(checked > 0, "the golden file names no scenario");
}
