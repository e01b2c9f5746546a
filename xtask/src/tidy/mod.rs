//! `cargo xtask tidy`: the rules of the house that the compiler does not know.

mod chapters;
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
}

impl Finding {
    fn new(line: usize, found: impl Into<String>, instead: impl Into<String>) -> Self {
        Finding { line, found: found.into(), instead: instead.into() }
    }
}

/// Checks every file that git knows or would add.
pub fn run(repo: &Repo) -> Done {
    let names = files(repo)?;
    // Pictures and the like are not text, and a file may be listed but deleted.
    let read = |file: &String| Some((file.clone(), fs::read_to_string(repo.path(file)).ok()?));
    let files: Vec<(String, String)> = names.iter().filter_map(read).collect();
    let sources: Vec<Source> = files
        .iter()
        .filter(|(file, _)| file.ends_with(".rs"))
        .map(|(file, text)| Source::new(file, text))
        .collect();

    let homes = words::homes(repo.root());
    let functions = chapters::functions(sources.iter());
    let mut broken = 0;
    for (file, text) in &files {
        let mut findings = words::machine_paths(text, &homes);
        findings.extend(chapters::check(file, text, &functions));
        broken += show(file, findings);
    }
    for source in &sources {
        let mut findings = walls::check(source);
        findings.extend(lengths::check(source));
        findings.extend(words::check(source));
        broken += show(source.file, findings);
    }
    println!("tidy: {} files, {broken} errors", files.len());
    if broken == 0 {
        Ok(())
    } else {
        Err(format!("the rules of the house are broken {broken} times"))
    }
}

/// Prints what was found in a file; returns how many findings there were.
fn show(file: &str, mut findings: Vec<Finding>) -> usize {
    findings.sort_by_key(|finding| finding.line);
    for Finding { line, found, instead } in &findings {
        println!("{file}:{line}: {found}\n    {instead}");
    }
    findings.len()
}

fn files(repo: &Repo) -> Result<Vec<String>, String> {
    let words = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let list = proc::output(&mut proc::command(repo, "git", &words))
        .ok_or("error: `git ls-files` failed: tidy needs git and a checkout")?;
    Ok(list.lines().map(str::to_string).collect())
}
