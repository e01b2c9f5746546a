//! `cargo xtask bless`: tests rewrite their golden files instead of comparing them.

use crate::Done;
use crate::proc;
use crate::repo::Repo;

pub fn run(repo: &Repo) -> Done {
    let mut command = proc::command(repo, "cargo", &["test", "--package", "replicarium"]);
    proc::run(command.env("BLESS", "1"))?;
    let texts = ["test", "--package", "replicarium-web", "--lib", "prose::golden"];
    proc::run(proc::command(repo, "cargo", &texts).env("BLESS", "1"))?;
    proc::run(&mut proc::command(repo, "git", &["status", "--short", "core", "web"]))?;
    println!(
        "Review the difference (`git diff core web`) together with the change that caused it."
    );
    Ok(())
}
