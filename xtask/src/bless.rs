//! `cargo xtask bless`: core's tests rewrite their golden files instead of comparing them.

use crate::Done;
use crate::proc;
use crate::repo::Repo;

pub fn run(repo: &Repo) -> Done {
    let mut command = proc::command(repo, "cargo", &["test", "--package", "replicarium"]);
    proc::run(command.env("BLESS", "1"))?;
    proc::run(&mut proc::command(repo, "git", &["status", "--short", "core"]))?;
    println!("Review the difference (`git diff core`) together with the change that caused it.");
    Ok(())
}
