//! `replicarium`: runs scenarios of replicated databases in a terminal, and judges recorded histories.

mod arguments;
mod check;
mod crdt;
mod figures;
mod history;
mod json;
mod log;
mod run;
mod staleness;
mod status;
mod talk;
mod vv;
mod words;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use status::Status;
use std::{io, process::ExitCode};

/// Run scenarios of replicated databases, and judge histories
#[derive(Debug, Parser)]
#[command(name = "replicarium", version, after_help = EXIT_STATUS)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

const EXIT_STATUS: &str = "\
Exit status: 0 success, and everything holds; 1 a property is violated; 2 an input cannot be read, found or
judged, and the message says where; 3 undecided within the budget.";

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Options),
    Check(check::Options),
    Vv(vv::Options),
    Crdt(crdt::Options),
    Staleness(Box<staleness::Options>),
    Log(log::Options),
    /// List the scenarios that come with the program
    Scenarios,
    /// Print a completion script for a shell
    Completions {
        shell: Shell,
    },
    /// Measure speed and memory for `cargo xtask bench`
    #[command(hide = true)]
    Figures {
        names: Vec<String>,
    },
}

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Run(#[from] run::RunError),
    #[error(transparent)]
    Staleness(#[from] staleness::StalenessError),
    #[error(transparent)]
    Log(#[from] log::LogError),
    #[error(transparent)]
    Figures(#[from] figures::FigureError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

fn main() -> ExitCode {
    match execute(Arguments::parse()) {
        Ok(status) => status.into(),
        Err(error) => {
            eprintln!("replicarium: {error}");
            Status::Failed.into()
        }
    }
}

fn execute(arguments: Arguments) -> Result<Status, Error> {
    let mut command = Arguments::command();
    match arguments.command {
        None => command.print_help()?,
        Some(Command::Run(options)) => return Ok(run::run(&options)?),
        Some(Command::Check(options)) => return Ok(check::run(&options)),
        Some(Command::Vv(options)) => vv::run(&options)?,
        Some(Command::Crdt(options)) => crdt::run(&options)?,
        Some(Command::Staleness(options)) => print(&staleness::run(&options)?)?,
        Some(Command::Log(options)) => print(&log::run(&options)?)?,
        Some(Command::Scenarios) => print(&run::scenarios())?,
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command, "replicarium", &mut script);
            print(&String::from_utf8_lossy(&script))?;
        }
        Some(Command::Figures { names }) => figures::run(&names)?,
    }
    Ok(Status::Holds)
}

/// Prints a text. A reader that closes its end of the pipe is no error.
fn print(text: &str) -> io::Result<()> {
    use io::Write;
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_of_the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
