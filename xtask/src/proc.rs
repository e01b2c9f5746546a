//! Starting other programs. Every command line is shown on stderr.

use crate::Done;
use crate::error::Error;
use crate::repo::Repo;
use std::env;
use std::io;
use std::process::{Command, Stdio};

/// A command that runs in the checkout.
pub fn command(repo: &Repo, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(repo.root()).env("PATH", repo.search_path());
    // cargo sets these for xtask's own package; if inherited, they would invalidate other builds.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command to its end; the error names the command.
pub fn run(command: &mut Command) -> Done {
    eprintln!("    $ {}", shown(command));
    let status = command.status();
    let status = status.map_err(not_started(command))?;
    if status.success() { Ok(()) } else { Err(Error::Failed { command: shown(command), status }) }
}

/// Runs to the end with stdout turned to stderr, for commands whose stdout is only for figures.
pub fn run_aside(command: &mut Command) -> Done {
    run(command.stdout(Stdio::from(io::stderr())))
}

/// Runs a command and returns its stdout.
pub fn run_for(command: &mut Command) -> Result<Vec<u8>, Error> {
    eprintln!("    $ {}", shown(command));
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(not_started(command))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(Error::Failed { command: shown(command), status: output.status }),
    }
}

fn not_started(command: &Command) -> impl FnOnce(io::Error) -> Error {
    let program = command.get_program().to_string_lossy().into_owned();
    move |error| Error::NotStarted { program, error }
}

/// The stdout of a command, or `None` if it fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A command as one would type it in a shell.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let quoted = words.map(|word| {
        let word = word.to_string_lossy();
        if word.is_empty() || word.contains([' ', '*', '$', '\'', '"', ';', '&']) {
            format!("'{}'", word.replace('\'', "'\\''"))
        } else {
            word.into_owned()
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}
