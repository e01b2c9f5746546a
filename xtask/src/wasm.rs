//! The compiler for WebAssembly: rustup's if it has the target, or else Debian's (see sysroot.rs).

use crate::Done;
use crate::proc;
use crate::repo::Repo;
use crate::sysroot;
use std::env;
use std::path::PathBuf;
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";
pub const TARGET_COMMAND: &str = "rustup target add wasm32-unknown-unknown";

/// A command that compiles for WebAssembly, or that starts a program which does.
pub fn command(repo: &Repo, program: &str, arguments: &[&str]) -> Command {
    let mut command = proc::command(repo, program, arguments);
    if !in_rustup(repo) {
        // rustup's proxies read this, whichever program starts them.
        command.env("RUSTUP_TOOLCHAIN", sysroot::TOOLCHAIN);
    }
    command
}

pub fn present(repo: &Repo) -> bool {
    in_rustup(repo) || sysroot::present(repo)
}

pub fn install(repo: &Repo) -> Done {
    if !forced() {
        let words: Vec<&str> = TARGET_COMMAND.split(' ').collect();
        let Err(reason) = proc::run_aside(&mut proc::command(repo, words[0], &words[1..])) else {
            return Ok(());
        };
        eprintln!("{reason}; trying Debian's compiler instead.");
    }
    sysroot::install(repo)
}

fn in_rustup(repo: &Repo) -> bool {
    !forced() && sysroot_of(repo).is_some_and(|it| it.join("lib/rustlib").join(TARGET).is_dir())
}

fn sysroot_of(repo: &Repo) -> Option<PathBuf> {
    let text = proc::output(&mut proc::command(repo, "rustc", &["--print", "sysroot"]))?;
    Some(PathBuf::from(text.trim()))
}

fn forced() -> bool {
    env::var_os("REPLICARIUM_WASM_FALLBACK").is_some_and(|it| it == "1")
}
