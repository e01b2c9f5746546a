//! The release build of the page.

use crate::Done;
use crate::proc;
use crate::repo::Repo;
use crate::tools::{self, Tool};
use crate::wasm;

/// What a release build needs; wasm-opt is among the npm packages.
pub const TOOLS: &[Tool] = &[Tool::WasmTarget, Tool::Trunk, Tool::WasmBindgen, Tool::NpmPackages];

/// Where under the target folder tests and figures find the page, so that dist/ stays the reader's.
pub const PAGE: &str = "page";

/// `cargo xtask dist`: into dist/, as Trunk.toml says.
pub fn run(repo: &Repo) -> Done {
    tools::require(repo, TOOLS)?;
    proc::run(&mut wasm::command(repo, "trunk", &["build", "--release", "--offline"]))?;
    println!("built into {}", repo.path("dist").display());
    Ok(())
}

/// The same build, for tests and figures.
pub fn page(repo: &Repo) -> Done {
    let to = repo.target().join(PAGE);
    let mut command = wasm::command(repo, "trunk", &["build", "--release", "--offline", "--dist"]);
    proc::run_aside(command.arg(to))
}
