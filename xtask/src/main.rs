//! The project's own commands. `cargo xtask` without arguments lists them.

mod bench;
mod bless;
mod dist;
mod error;
mod proc;
mod repo;
mod serve;
mod steps;
mod sysroot;
mod test;
mod tidy;
mod tools;
mod wasm;

use error::Error;
use repo::Repo;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--open] [--release] [--port N]
                   install what is missing, build the page and serve it on 127.0.0.1
  test [STEP...]   install what is missing and run everything, or only the named steps
  ci               what .ci/run does: the same as test
  tidy             check the house rules: import directions, lengths, stray words
  bless            rewrite the golden files; review the difference before committing it
  bench [NAME...]  print one line of JSON per figure, of all figures or the named ones
  dist             build the page for publishing into dist/

REPLICARIUM_WASM_FALLBACK=1 builds WebAssembly with Debian's compiler, as is done by itself
where rustup cannot fetch the wasm32 target.";

/// The result of a command.
type Done = Result<(), Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        // The steps have printed their errors and a summary.
        Err(Error::Steps) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Done {
    let repo = Repo::find()?;
    match words {
        [] | ["help" | "--help" | "-h", ..] => {
            println!("{USAGE}\n\nsteps of test: {}", test::names().join(" "));
            println!("figures of bench: {}", bench::names().join(" "));
            Ok(())
        }
        ["serve", rest @ ..] => serve::run(&repo, rest),
        ["test", rest @ ..] => test::run(&repo, rest),
        ["ci"] => test::run(&repo, &[]),
        ["tidy"] => tidy::run(&repo),
        ["bless"] => bless::run(&repo),
        ["bench", rest @ ..] => bench::run(&repo, rest),
        ["dist"] => dist::run(&repo),
        [command @ ("ci" | "tidy" | "bless" | "dist"), argument, ..] => {
            let (command, argument) = (command.to_string(), argument.to_string());
            Err(Error::ExtraArgument { command, argument, usage: USAGE })
        }
        [command, ..] => Err(Error::UnknownCommand { command: command.to_string(), usage: USAGE }),
    }
}
