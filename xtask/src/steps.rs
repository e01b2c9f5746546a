//! Runs steps one after the other, times them, and prints a line for each at the end.

use crate::Done;
use crate::error::Error;
use crate::repo::Repo;
use crate::tools::{self, Tool};
use std::time::{Duration, Instant};

/// One step of a longer command.
pub struct Step {
    pub name: &'static str,
    /// A short description.
    pub what: &'static str,
    /// The steps that must have passed before.
    pub needs: &'static [&'static str],
    pub tools: &'static [Tool],
    pub run: fn(&Repo) -> Done,
}

#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Passed,
    Failed(String),
    Skipped(String),
}

struct Report {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

/// The named steps and those they need, in the order of the table; all of them for no name.
pub fn chosen<'a>(all: &'a [Step], names: &[&str]) -> Result<Vec<&'a Step>, Error> {
    if let Some(unknown) = names.iter().find(|name| all.iter().all(|step| step.name != **name)) {
        let known = all.iter().map(|step| step.name).collect();
        return Err(Error::UnknownName { kind: "step", name: unknown.to_string(), known });
    }
    let wanted = |step: &Step| {
        let needed =
            |name: &&str| all.iter().any(|s| s.name == *name && s.needs.contains(&step.name));
        names.is_empty() || names.contains(&step.name) || names.iter().any(needed)
    };
    Ok(all.iter().filter(|step| wanted(step)).collect())
}

/// Installs what the steps need and runs them all; fails if any step fails.
pub fn run(repo: &Repo, steps: &[&Step]) -> Done {
    let start = Instant::now();
    let missing = tools::install(repo, steps.iter().flat_map(|step| step.tools.iter().copied()));
    let mut reports: Vec<Report> = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        let at = clock(start.elapsed());
        println!("\n== {}/{} {}: {} [{at}]", number + 1, steps.len(), step.name, step.what);
        let begin = Instant::now();
        let outcome = match obstacle(step, &missing, &reports) {
            Some(outcome) => outcome,
            None => match (step.run)(repo) {
                Ok(()) => Outcome::Passed,
                Err(error) => Outcome::Failed(error.to_string()),
            },
        };
        let took = begin.elapsed();
        println!("== {}: {} [{}]", step.name, told(&outcome), clock(took));
        reports.push(Report { name: step.name, outcome, took });
    }
    close(&reports, start.elapsed())
}

/// Why a step cannot run: a missing tool, or a step before it that did not pass.
fn obstacle(step: &Step, missing: &[Tool], reports: &[Report]) -> Option<Outcome> {
    if let Some(tool) = step.tools.iter().find(|tool| missing.contains(tool)) {
        return Some(Outcome::Failed(format!("{} is missing, see above", tool.name())));
    }
    let broken =
        |report: &&Report| step.needs.contains(&report.name) && report.outcome != Outcome::Passed;
    let before = reports.iter().find(broken)?;
    Some(Outcome::Skipped(format!("it needs the step {}", before.name)))
}

fn close(reports: &[Report], took: Duration) -> Done {
    println!("\nIn {}:", clock(took));
    for report in reports {
        println!("  {:<12} {} [{}]", report.name, told(&report.outcome), clock(report.took));
    }
    let (line, whole) = count(reports);
    println!("\n{line}");
    if whole { Ok(()) } else { Err(Error::Steps) }
}

/// The last line of the output, and whether every step passed.
fn count(reports: &[Report]) -> (String, bool) {
    let of = |test: fn(&Outcome) -> bool| reports.iter().filter(|r| test(&r.outcome)).count();
    let passed = of(|it| matches!(it, Outcome::Passed));
    let failed = of(|it| matches!(it, Outcome::Failed(_)));
    let skipped = of(|it| matches!(it, Outcome::Skipped(_)));
    let tail = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    (format!("{passed} passed, {failed} failed{tail}"), passed == reports.len())
}

fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => "passed".to_string(),
        Outcome::Failed(why) => format!("failed: {why}"),
        Outcome::Skipped(why) => format!("skipped: {why}"),
    }
}

fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{}.{} s", seconds, time.subsec_millis() / 100)
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &'static str, needs: &'static [&'static str]) -> Step {
        Step { name, what: "", needs, tools: &[], run: |_| Ok(()) }
    }

    fn report(name: &'static str, outcome: Outcome) -> Report {
        Report { name, outcome, took: Duration::ZERO }
    }

    #[test]
    fn a_named_step_brings_those_it_needs() {
        let all = [step("fmt", &[]), step("build", &[]), step("e2e", &["build"])];
        let names = |wanted: &[&str]| -> Vec<&str> {
            chosen(&all, wanted).unwrap().iter().map(|step| step.name).collect()
        };
        assert_eq!(names(&[]), ["fmt", "build", "e2e"]);
        assert_eq!(names(&["e2e"]), ["build", "e2e"]);
        assert_eq!(names(&["fmt"]), ["fmt"]);
        assert!(chosen(&all, &["lint"]).err().unwrap().to_string().contains("no such step: lint"));
    }

    #[test]
    fn a_step_is_skipped_only_if_a_step_it_needs_did_not_pass() {
        let reports =
            [report("build", Outcome::Failed("no".into())), report("fmt", Outcome::Passed)];
        assert!(matches!(
            obstacle(&step("e2e", &["build"]), &[], &reports),
            Some(Outcome::Skipped(why)) if why.contains("build")
        ));
        assert_eq!(obstacle(&step("e2e", &["fmt"]), &[], &reports), None);
    }

    #[test]
    fn the_last_line_counts_the_steps() {
        let mut reports = vec![report("a", Outcome::Passed), report("b", Outcome::Passed)];
        assert_eq!(count(&reports), ("2 passed, 0 failed".to_string(), true));
        reports.push(report("c", Outcome::Failed("no".into())));
        reports.push(report("d", Outcome::Skipped("c".into())));
        assert_eq!(count(&reports), ("2 passed, 1 failed, 1 skipped".to_string(), false));
    }
}
