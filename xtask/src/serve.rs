//! `cargo xtask serve`: serves the page on this machine and rebuilds it when a file changes.

use crate::Done;
use crate::dist;
use crate::error::Error;
use crate::proc;
use crate::repo::Repo;
use crate::tools::{self, Tool};
use crate::wasm;
use std::fmt;
use std::net::TcpListener;

const PORT: u16 = 8080;
pub const USAGE: &str = "usage: cargo xtask serve [--open] [--release] [--port N]";

#[derive(Debug, PartialEq)]
struct Options {
    open: bool,
    release: bool,
    port: u16,
}

pub fn run(repo: &Repo, words: &[&str]) -> Done {
    let options = parse(words).map_err(Error::Serve)?;
    // Asked before anything is built: a taken port would otherwise be found out only afterwards.
    let port = options.port;
    TcpListener::bind(("127.0.0.1", port)).map_err(|error| Error::Port { port, error })?;
    let needed: &[Tool] = if options.release {
        dist::TOOLS
    } else {
        &[Tool::WasmTarget, Tool::Trunk, Tool::WasmBindgen]
    };
    tools::require(repo, needed)?;

    let port = port.to_string();
    let to = repo.target().join("serve");
    let mut command = match options.release {
        true => dist::release(repo, &["serve", "--offline", "--no-autoreload"])?,
        false => wasm::command(repo, "trunk", &["serve", "--offline"]),
    };
    command.args(["--address", "127.0.0.1", "--port", &port, "--dist"]).arg(to);
    if options.open {
        command.arg("--open");
    }
    println!("The page will be at http://127.0.0.1:{port}/ once it is built; Ctrl-C ends it.");
    proc::run(&mut command)
}

/// What is wrong with the options.
#[derive(Debug, PartialEq)]
pub enum OptionError {
    NoPort,
    NotAPort(String),
    Unknown(String),
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPort => f.write_str("--port wants a number"),
            Self::NotAPort(value) => write!(f, "--port wants 1 to 65535, found `{value}`"),
            Self::Unknown(option) => write!(f, "unknown option `{option}`"),
        }
    }
}

impl std::error::Error for OptionError {}

fn parse(words: &[&str]) -> Result<Options, OptionError> {
    let mut options = Options { open: false, release: false, port: PORT };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--open" => options.open = true,
            "--release" => options.release = true,
            "--port" => {
                let value = words.next().ok_or(OptionError::NoPort)?;
                let port = value.parse().ok().filter(|port| *port > 0);
                options.port = port.ok_or_else(|| OptionError::NotAPort(value.to_string()))?;
            }
            other => return Err(OptionError::Unknown(other.to_string())),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_in_any_order() {
        let expected = Options { open: true, release: true, port: 9000 };
        assert_eq!(parse(&["--port", "9000", "--release", "--open"]), Ok(expected));
        assert_eq!(parse(&[]), Ok(Options { open: false, release: false, port: PORT }));
    }

    #[test]
    fn an_error_names_the_option() {
        for (words, found) in [
            (vec!["--port"], "wants a number"),
            (vec!["--port", "0"], "`0`"),
            (vec!["--port", "99999"], "`99999`"),
            (vec!["--fast"], "`--fast`"),
        ] {
            assert!(parse(&words).unwrap_err().to_string().contains(found), "{words:?}");
        }
    }
}
