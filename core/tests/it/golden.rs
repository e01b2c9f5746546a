//! One recorded run per scenario, readable as a tutorial, and the fingerprint of each. `cargo xtask bless` records them.

use crate::scenarios;
use replicarium::scenario::Run;
use std::{env, fs, path::PathBuf};

pub fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

pub fn compare(name: &str, now: &str) -> Option<String> {
    let path = golden(name);
    if env::var_os("BLESS").is_some() {
        fs::write(&path, now).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return None;
    }
    let was = fs::read_to_string(&path).unwrap_or_default();
    let pair = || was.lines().zip(now.lines()).enumerate().find(|(_, (was, now))| was != now);
    (was != now).then(|| match pair() {
        Some((n, (was, now))) => format!("{name}, line {}:\n  was {was}\n  now {now}", n + 1),
        None => format!("{name}: {} lines, now {}", was.lines().count(), now.lines().count()),
    })
}

#[test]
fn runs_are_as_recorded() {
    let mut fingerprints = String::new();
    let mut differences = Vec::new();
    for (name, scenario) in scenarios() {
        let trace = scenario.run().unwrap_or_else(|error| panic!("{name}: {error}"));
        fingerprints.push_str(&format!("{name} {:016x}\n", trace.fingerprint()));
        // Of a scenario for benches only the fingerprint is recorded.
        if !name.starts_with("bench_") {
            let run = Run { scenario, trace };
            differences.extend(compare(&format!("{name}.trace"), &run.to_string()));
        }
    }
    differences.extend(compare("fingerprints.txt", &fingerprints));
    assert!(
        differences.is_empty(),
        "{}\n`cargo xtask bless` records the new behaviour, if it is meant",
        differences.join("\n")
    );
}
