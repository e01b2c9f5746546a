//! `replicarium`: scenarios of replicated databases, run in a terminal, and histories, judged.

mod check;
mod figures;
mod history;
mod options;
mod run;
mod staleness;
mod vv;

use options::Command;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match options::parse(&arguments) {
        Ok(Command::Help) => print(options::HELP),
        Ok(Command::Version) => print(concat!("replicarium ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Command::Scenarios) => print(&run::scenarios()),
        Ok(Command::Check(options)) => return check::run(&options),
        Ok(Command::Clocks(clock)) => vv::run(clock),
        Ok(Command::Figures(names)) => figures::run(&names),
        Ok(Command::Staleness(options)) => staleness::run(&options).and_then(|text| print(&text)),
        Ok(Command::Run(options)) => run::run(&options).and_then(|text| print(&text)),
        Err(error) => Err(format!("{error}\nTry `replicarium help`.")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("replicarium: {error}");
            ExitCode::from(2)
        }
    }
}

/// Prints all of it, and is content if the reader of a pipe has seen enough.
fn print(text: &str) -> Result<(), String> {
    use std::io::{ErrorKind, Write};
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(()),
    }
}
