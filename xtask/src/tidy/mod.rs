//! `cargo xtask tidy`: the rules of the house that the compiler does not know.

mod imports;
mod lengths;
mod source;
mod walls;
mod words;

use crate::Done;
use crate::proc;
use crate::repo::Repo;
use source::Source;
use std::fs;

/// One place where a rule is broken.
#[derive(Debug, PartialEq)]
struct Finding {
    line: usize,
    found: String,
    /// What to do or to use in its place.
    instead: String,
    /// A warning is shown and does not fail.
    warning: bool,
}

impl Finding {
    fn new(line: usize, found: impl Into<String>, instead: impl Into<String>) -> Self {
        Finding { line, found: found.into(), instead: instead.into(), warning: false }
    }
}

/// Checks every file that git knows or would add.
pub fn run(repo: &Repo) -> Done {
    let files = files(repo)?;
    let homes = words::homes(repo.root());
    let (mut errors, mut warnings) = (0, 0);
    for file in &files {
        // Pictures and the like are not text, and a file may be listed but deleted.
        let Ok(text) = fs::read_to_string(repo.path(file)) else { continue };
        for finding in check(file, &text, &homes) {
            let kind = if finding.warning { "warning: " } else { "" };
            println!("{file}:{}: {kind}{}\n    {}", finding.line, finding.found, finding.instead);
            if finding.warning { warnings += 1 } else { errors += 1 }
        }
    }
    println!("tidy: {} files, {errors} errors, {warnings} warnings", files.len());
    if errors == 0 { Ok(()) } else { Err(format!("{errors} rules of the house broken")) }
}

fn check(file: &str, text: &str, homes: &[String]) -> Vec<Finding> {
    let mut findings = words::machine_paths(text, homes);
    if file.ends_with(".rs") {
        let source = Source::new(file, text);
        findings.extend(walls::check(&source));
        findings.extend(lengths::check(&source));
        findings.extend(words::check(&source));
    }
    findings.sort_by_key(|finding| finding.line);
    findings
}

fn files(repo: &Repo) -> Result<Vec<String>, String> {
    let words = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let list = proc::output(&mut proc::command(repo, "git", &words))
        .ok_or("error: `git ls-files` failed: tidy needs git and a checkout")?;
    Ok(list.lines().map(str::to_string).collect())
}
