//! Why a command fails.

use crate::serve;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

/// Why a command fails. Its text is what the reader sees.
#[derive(Debug)]
pub enum Error {
    /// Another command than those that there are.
    UnknownCommand { command: String, usage: &'static str },
    /// An argument for a command that takes none.
    ExtraArgument { command: String, argument: String, usage: &'static str },
    /// A name that is none of the steps of `test` or of the figures of `bench`.
    UnknownName { kind: &'static str, name: String, known: Vec<&'static str> },
    /// The options of `serve`.
    Serve(serve::OptionError),
    /// A port of 127.0.0.1 that cannot be used.
    Port { port: u16, error: io::Error },
    /// There is no working directory.
    NoFolder(io::Error),
    /// The working directory is not in a checkout.
    NoCheckout,
    /// A file or folder cannot be read or written.
    File { path: PathBuf, error: io::Error },
    /// Cargo.lock does not have this package.
    NotLocked(String),
    /// A program cannot be started.
    NotStarted { program: String, error: io::Error },
    /// A command failed.
    Failed { command: String, status: ExitStatus },
    /// Tools that a command needs could not be installed.
    MissingTools(Vec<&'static str>),
    /// A tool could not be installed: why it is needed, what went wrong, and how to install it.
    NotInstalled { tool: &'static str, why: &'static str, error: Box<Error>, how: String },
    /// A tool is still missing after its installation succeeded.
    NotFound,
    /// There is no apt-get.
    NoApt,
    /// apt-get needs root, and there is no sudo.
    NoSudo,
    /// Debian's compiler for WebAssembly needs packages that could not be installed.
    NoPackages { error: Box<Error>, command: String },
    /// Debian's rustc does not run.
    NoCompiler,
    /// git cannot list the files.
    NoGit,
    /// Rules that `tidy` found broken.
    Untidy(usize),
    /// Figures that could not be measured.
    NotMeasured(Vec<String>),
    /// Steps failed, and their errors have been printed.
    Steps,
}

impl Error {
    /// The error of an operation on a file or folder.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |error| Self::File { path, error }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownCommand { command, usage } => {
                write!(f, "error: no such command: {command}\n\n{usage}")
            }
            Self::ExtraArgument { command, argument, usage } => {
                write!(f, "error: {command} takes no arguments, found `{argument}`\n\n{usage}")
            }
            Self::UnknownName { kind, name, known } => {
                write!(f, "error: no such {kind}: {name}\n{kind}s: {}", known.join(" "))
            }
            Self::Serve(error) => write!(f, "error: {error}\n{}", serve::USAGE),
            Self::Port { port, error } => {
                write!(f, "error: port {port} of 127.0.0.1 cannot be used: {error}; try --port N")
            }
            Self::NoFolder(error) => write!(f, "error: no working directory: {error}"),
            Self::NoCheckout => f.write_str("error: run this inside a checkout of Replicarium"),
            Self::File { path, error } => write!(f, "{}: {error}", path.display()),
            Self::NotLocked(package) => write!(f, "error: Cargo.lock names no {package}"),
            Self::NotStarted { program, error } => write!(f, "cannot start `{program}`: {error}"),
            Self::Failed { command, status } => write!(f, "`{command}`: {status}"),
            Self::MissingTools(names) => write!(f, "error: missing: {}", names.join(", ")),
            Self::NotInstalled { tool, why, error, how } => write!(
                f,
                "error: {tool} is missing and could not be installed\n  why it is needed: {why}\n  \
                 what went wrong: {error}\n  to install it by hand: {how}"
            ),
            Self::NotFound => f.write_str("the command succeeded, but it still cannot be found"),
            Self::NoApt => {
                f.write_str("there is no apt-get here: install it with this system's own means")
            }
            Self::NoSudo => f.write_str("apt-get needs root, and there is no sudo"),
            Self::NoPackages { error, command } => {
                write!(f, "{error}\n  the fallback needs Debian's: {command}")
            }
            Self::NoCompiler => f.write_str("Debian's rustc does not run"),
            Self::NoGit => {
                f.write_str("error: `git ls-files` failed: tidy needs git and a checkout")
            }
            Self::Untidy(broken) => write!(f, "the rules of the house are broken {broken} times"),
            Self::NotMeasured(names) => write!(f, "error: not measured: {}", names.join(" ")),
            // The last line of the steps says how many failed.
            Self::Steps => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
