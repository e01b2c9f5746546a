//! `cargo xtask serve`: the page on this machine, rebuilt when a file changes.

use crate::Done;
use crate::dist;
use crate::proc;
use crate::repo::Repo;
use crate::tools::{self, Tool};
use crate::wasm;
use std::net::TcpListener;

const PORT: u16 = 8080;
const USAGE: &str = "usage: cargo xtask serve [--open] [--release] [--port N]";

#[derive(Debug, PartialEq)]
struct Options {
    open: bool,
    release: bool,
    port: u16,
}

pub fn run(repo: &Repo, words: &[&str]) -> Done {
    let options = parse(words).map_err(|e| format!("error: {e}\n{USAGE}"))?;
    // Asked before anything is built: a taken port would otherwise be found out only afterwards.
    TcpListener::bind(("127.0.0.1", options.port)).map_err(|e| {
        format!("error: port {} of 127.0.0.1 cannot be used: {e}; try --port N", options.port)
    })?;
    let needed: &[Tool] = if options.release {
        dist::TOOLS
    } else {
        &[Tool::WasmTarget, Tool::Trunk, Tool::WasmBindgen]
    };
    tools::require(repo, needed)?;

    let port = options.port.to_string();
    let to = repo.target().join("serve");
    let mut command = wasm::command(repo, "trunk", &["serve", "--offline"]);
    command.args(["--address", "127.0.0.1", "--port", &port, "--dist"]).arg(to);
    if options.release {
        command.args(["--release", "--no-autoreload"]);
    }
    if options.open {
        command.arg("--open");
    }
    println!("The page will be at http://127.0.0.1:{port}/ once it is built; Ctrl-C ends it.");
    proc::run(&mut command)
}

fn parse(words: &[&str]) -> Result<Options, String> {
    let mut options = Options { open: false, release: false, port: PORT };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--open" => options.open = true,
            "--release" => options.release = true,
            "--port" => {
                let value = words.next().ok_or("--port wants a number")?;
                let port = value.parse().ok().filter(|port| *port > 0);
                options.port = port.ok_or(format!("--port wants 1 to 65535, found `{value}`"))?;
            }
            other => return Err(format!("unknown option `{other}`")),
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
    fn a_wrong_option_is_named() {
        for (words, found) in [
            (vec!["--port"], "wants a number"),
            (vec!["--port", "0"], "`0`"),
            (vec!["--port", "99999"], "`99999`"),
            (vec!["--fast"], "`--fast`"),
        ] {
            assert!(parse(&words).unwrap_err().contains(found), "{words:?}");
        }
    }
}
