//! `cargo xtask bench`: prints figures as lines of JSON on stdout, and everything else on stderr.

use crate::Done;
use crate::dist;
use crate::error::Error;
use crate::proc;
use crate::repo::Repo;
use crate::tools::{self, Tool};
use crate::wasm;

/// The program that measures a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// core/examples/figures/, which prints the lines itself.
    Native,
    /// cli/src/figures.rs.
    Cli,
    /// web/src/bin/figures.rs, run in Node by e2e/figures.mjs.
    Wasm,
    /// The built page in Chromium, by e2e/page-figures.mjs.
    Page,
}

const FIGURES: &[(&str, Place)] = &[
    ("steps_per_second_native", Place::Native),
    ("steps_per_second_async", Place::Native),
    ("steps_per_second_semi_sync", Place::Native),
    ("steps_per_second_row_log", Place::Native),
    ("write_at_100000_rows_us", Place::Native),
    ("steps_per_second_multi_leader", Place::Native),
    ("steps_growth_ratio", Place::Native),
    ("seek_p99_us", Place::Native),
    ("trace_bytes_per_step", Place::Native),
    ("linearizable_ops_per_second_1k", Place::Native),
    ("linearizable_ops_per_second_10k", Place::Native),
    ("linearizable_ops_per_second_violated_10k", Place::Native),
    ("session_ops_per_second", Place::Native),
    ("check_100k_memory_mb", Place::Cli),
    ("staleness_trials_per_second", Place::Cli),
    ("steps_per_second_wasm", Place::Wasm),
    ("verdicts_frame_p99_ms", Place::Wasm),
    ("page_bytes_per_step", Place::Wasm),
    ("page_gzip_bytes", Place::Page),
    ("page_first_frame_ms", Place::Page),
    ("page_first_picture_ms", Place::Page),
    ("page_interactive_ms", Place::Page),
    ("page_frame_p95_ms", Place::Page),
    ("page_text_frame_p95_ms", Place::Page),
    ("act_at_20000_ms", Place::Page),
    ("act_growth_ratio", Place::Page),
];

pub fn names() -> Vec<&'static str> {
    FIGURES.iter().map(|(name, _)| *name).collect()
}

pub fn run(repo: &Repo, names: &[&str]) -> Done {
    let chosen = chosen(names)?;
    let mut failures = Vec::new();
    for (place, measure) in [
        (Place::Native, native as fn(&Repo, &[&str]) -> Done),
        (Place::Cli, cli),
        (Place::Wasm, wasm_in_node),
        (Place::Page, page),
    ] {
        let here: Vec<&str> =
            chosen.iter().filter(|(_, it)| *it == place).map(|(name, _)| *name).collect();
        if here.is_empty() {
            continue;
        }
        eprintln!("== {}", here.join(" "));
        if let Err(error) = measure(repo, &here) {
            eprintln!("{error}");
            failures.extend(here.iter().map(ToString::to_string));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(Error::NotMeasured(failures)) }
}

fn chosen(names: &[&str]) -> Result<Vec<(&'static str, Place)>, Error> {
    if let Some(unknown) = names.iter().find(|name| FIGURES.iter().all(|(it, _)| it != *name)) {
        let (name, known) = (unknown.to_string(), self::names());
        return Err(Error::UnknownName { kind: "figure", name, known });
    }
    let wanted = |name: &str| names.is_empty() || names.contains(&name);
    Ok(FIGURES.iter().copied().filter(|(name, _)| wanted(name)).collect())
}

fn native(repo: &Repo, names: &[&str]) -> Done {
    let words = ["run", "--release", "--package", "replicarium", "--example", "figures", "--"];
    proc::run(proc::command(repo, "cargo", &words).args(names))
}

fn cli(repo: &Repo, names: &[&str]) -> Done {
    let words = ["run", "--release", "--package", "replicarium-cli", "--", "figures"];
    proc::run(proc::command(repo, "cargo", &words).args(names))
}

fn wasm_in_node(repo: &Repo, names: &[&str]) -> Done {
    tools::require(repo, &[Tool::WasmTarget, Tool::WasmBindgen, Tool::NpmPackages])?;
    let words = ["build", "--profile", "wasm-release", "--target", "wasm32-unknown-unknown"];
    let mut build = wasm::command(repo, "cargo", &words);
    proc::run_aside(build.args(["--package", "replicarium-web", "--bin", "figures"]))?;

    let built = repo.target().join("wasm32-unknown-unknown/wasm-release/figures.wasm");
    let folder = repo.target().join("figures");
    let mut bindgen = proc::command(repo, "wasm-bindgen", &["--target", "nodejs", "--out-dir"]);
    proc::run_aside(bindgen.arg(&folder).arg(built))?;

    let module = folder.join("figures_bg.wasm");
    let mut shrink = proc::command(repo, "wasm-opt", &["-O3"]);
    proc::run_aside(shrink.arg(&module).arg("-o").arg(&module))?;
    let mut node = proc::command(repo, "node", &["e2e/figures.mjs"]);
    proc::run(node.arg(folder.join("figures.js")).args(names))
}

fn page(repo: &Repo, names: &[&str]) -> Done {
    tools::require(repo, dist::TOOLS)?;
    tools::require(repo, &[Tool::Chromium])?;
    dist::page(repo)?;
    let mut node = proc::command(repo, "node", &["e2e/page-figures.mjs"]);
    proc::run(node.args(names).env("PAGE_DIR", repo.target().join(dist::PAGE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_figures_keep_the_order_of_the_table() {
        let names = |words: &[&str]| -> Vec<&str> {
            chosen(words).unwrap().iter().map(|(name, _)| *name).collect()
        };
        assert_eq!(
            names(&["seek_p99_us", "steps_growth_ratio"]),
            ["steps_growth_ratio", "seek_p99_us"]
        );
        assert_eq!(names(&[]).len(), FIGURES.len());
    }

    #[test]
    fn an_unknown_figure_is_answered_with_the_list() {
        let message = chosen(&["steps"]).unwrap_err().to_string();
        assert!(message.contains("no such figure: steps") && message.contains("page_gzip_bytes"));
    }
}
