//! `cargo xtask test`: all checks and tests.

use crate::Done;
use crate::dist;
use crate::error::Error;
use crate::proc;
use crate::repo::Repo;
use crate::steps::{self, Step};
use crate::tidy;
use crate::tools::Tool;
use crate::wasm;
use std::env;
use std::fs;

const STEPS: &[Step] = &[
    Step { name: "fmt", what: "the code is formatted", needs: &[], tools: &[], run: fmt },
    Step {
        name: "tidy",
        what: "imports, lengths and words follow the rules",
        needs: &[],
        tools: &[],
        run: tidy::run,
    },
    Step { name: "clippy", what: "no warning, natively", needs: &[], tools: &[], run: clippy },
    Step { name: "native", what: "tests of all packages", needs: &[], tools: &[], run: native },
    Step {
        name: "clippy-wasm",
        what: "no warning in the page as WebAssembly",
        needs: &[],
        tools: &[Tool::WasmTarget],
        run: clippy_wasm,
    },
    Step {
        name: "wasm",
        what: "tests of the page in headless Chromium",
        needs: &[],
        tools: &[
            Tool::WasmTarget,
            Tool::WasmBindgen,
            Tool::WasmPack,
            Tool::Chromium,
            Tool::ChromeDriver,
        ],
        run: wasm_pack,
    },
    Step {
        name: "build",
        what: "the page as it is published",
        needs: &[],
        tools: dist::TOOLS,
        run: build,
    },
    Step {
        name: "e2e",
        what: "the built page as a reader uses it",
        needs: &["build"],
        tools: &[Tool::NpmPackages, Tool::Chromium, Tool::Fonts],
        run: e2e,
    },
];

pub fn names() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

pub fn run(repo: &Repo, names: &[&str]) -> Done {
    steps::run(repo, &steps::chosen(STEPS, names)?)
}

fn fmt(repo: &Repo) -> Done {
    proc::run(&mut proc::command(repo, "cargo", &["fmt", "--all", "--check"]))
}

fn clippy(repo: &Repo) -> Done {
    let mut command = proc::command(repo, "cargo", &["clippy", "--workspace", "--all-targets"]);
    command.args(["--features", SSR]).args(locked()).args(["--", "-D", "warnings"]);
    proc::run(&mut command)
}

fn clippy_wasm(repo: &Repo) -> Done {
    let mut command = wasm::command(repo, "cargo", &["clippy", "--package", "replicarium-web"]);
    command.args(["--all-targets", "--target", "wasm32-unknown-unknown"]);
    proc::run(command.args(["--", "-D", "warnings"]))
}

fn native(repo: &Repo) -> Done {
    let mut command = proc::command(repo, "cargo", &["test", "--workspace", "--no-fail-fast"]);
    proc::run(command.args(["--features", SSR]).args(locked()))
}

fn wasm_pack(repo: &Repo) -> Done {
    let words = ["test", "--headless", "--chrome", "--mode", "no-install", "web"];
    proc::run(&mut wasm::command(repo, "wasm-pack", &words))
}

fn build(repo: &Repo) -> Done {
    dist::page(repo)
}

fn e2e(repo: &Repo) -> Done {
    let mut tests: Vec<String> = fs::read_dir(repo.path("e2e"))
        .map_err(Error::file("e2e"))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".test.mjs"))
        .map(|name| format!("e2e/{name}"))
        .collect();
    tests.sort();
    // One file at a time, as each starts its own browser.
    let words = ["--test", "--test-concurrency=1", "--test-reporter=spec"];
    let mut command = proc::command(repo, "node", &words);
    proc::run(command.args(tests).env("PAGE_DIR", repo.target().join(dist::PAGE)))
}

/// The feature under which the page's components are rendered natively.
const SSR: &str = "replicarium-web/ssr";

/// In CI, a change to Cargo.toml without its Cargo.lock is an error.
fn locked() -> &'static [&'static str] {
    if env::var_os("CI").is_some() { &["--locked"] } else { &[] }
}
