//! The release build of the page.

use crate::Done;
use crate::error::Error;
use crate::proc;
use crate::repo::Repo;
use crate::tools::{self, Tool};
use crate::wasm;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What a release build needs; wasm-opt is among the npm packages.
pub const TOOLS: &[Tool] = &[Tool::WasmTarget, Tool::Trunk, Tool::WasmBindgen, Tool::NpmPackages];

/// The folder below the target folder in which tests and figures find the page; dist/ is the reader's.
pub const PAGE: &str = "page";

/// `cargo xtask dist`: builds into dist/, as Trunk.toml says.
pub fn run(repo: &Repo) -> Done {
    tools::require(repo, TOOLS)?;
    proc::run(&mut release(repo, &["build", "--offline"])?)?;
    println!("built into {}", repo.path("dist").display());
    Ok(())
}

/// The same build, for tests and figures.
pub fn page(repo: &Repo) -> Done {
    let to = repo.target().join(PAGE);
    proc::run_aside(release(repo, &["build", "--offline"])?.arg("--dist").arg(to))
}

/// A command of Trunk's that builds the page as it is published, with its first picture.
pub fn release(repo: &Repo, arguments: &[&str]) -> Result<Command, Error> {
    let picture = first_picture(repo)?;
    let mut command = wasm::command(repo, "trunk", arguments);
    // xtask/page.mjs puts it into the page.
    command.arg("--release").env("FIRST_PICTURE", picture);
    Ok(command)
}

/// Draws the first picture, natively, into a file.
fn first_picture(repo: &Repo) -> Result<PathBuf, Error> {
    let words =
        ["run", "--package", "replicarium-web", "--features", "ssr", "--bin", "first_picture"];
    let file = repo.target().join("first-picture.html");
    let html = proc::run_for(&mut proc::command(repo, "cargo", &words))?;
    fs::write(&file, html).map_err(Error::file(&file))?;
    Ok(file)
}
