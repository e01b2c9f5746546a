//! `cargo xtask tidy`: rules that the compiler does not check.

mod chapters;
mod circles;
mod english;
mod imports;
mod lengths;
mod source;
mod texts;
mod walls;
mod words;

use crate::Done;
use crate::error::Error;
use crate::proc;
use crate::repo::Repo;
use source::Source;
use std::fs;

/// A violation of a rule.
#[derive(Debug, PartialEq)]
struct Finding {
    line: usize,
    found: String,
    /// What to do instead.
    instead: String,
}

impl Finding {
    fn new(line: usize, found: impl Into<String>, instead: impl Into<String>) -> Self {
        Finding { line, found: found.into(), instead: instead.into() }
    }
}

/// Checks every file that git tracks or would add.
pub fn run(repo: &Repo) -> Done {
    let names = files(repo)?;
    // Skips files that are not text, and files that are listed but deleted.
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
        findings.extend(english::check(file, text));
        broken += show(file, findings);
    }
    for source in &sources {
        let text = files.iter().find(|(file, _)| file == source.file).map_or("", |(_, text)| text);
        let mut findings = walls::check(source);
        findings.extend(texts::check(source, text));
        findings.extend(lengths::check(source));
        findings.extend(words::check(source));
        broken += show(source.file, findings);
    }
    for (file, finding) in circles::check(&sources) {
        broken += show(file, vec![finding]);
    }
    println!("tidy: {} files, {broken} errors", files.len());
    if broken == 0 { Ok(()) } else { Err(Error::Untidy(broken)) }
}

/// Prints the findings in a file; returns their number.
fn show(file: &str, mut findings: Vec<Finding>) -> usize {
    findings.sort_by_key(|finding| finding.line);
    for Finding { line, found, instead } in &findings {
        println!("{file}:{line}: {found}\n    {instead}");
    }
    findings.len()
}

fn files(repo: &Repo) -> Result<Vec<String>, Error> {
    let words = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let list = proc::output(&mut proc::command(repo, "git", &words)).ok_or(Error::NoGit)?;
    Ok(list.lines().map(str::to_string).collect())
}
