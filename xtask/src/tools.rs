//! The programs that the commands need: why, how to find them, how to install them.

use crate::Done;
use crate::error::Error;
use crate::proc;
use crate::repo::Repo;
use crate::wasm;
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

const TRUNK: &str = "0.21.14";
const WASM_PACK: &str = "0.15.1";
const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const KOREAN_FONTS: [&str; 2] = ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk"];

/// What a machine with rustup, git, Node and apt may still lack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tool {
    WasmTarget,
    Trunk,
    WasmBindgen,
    WasmPack,
    NpmPackages,
    Chromium,
    ChromeDriver,
    Fonts,
}

impl Tool {
    pub fn name(self) -> &'static str {
        match self {
            Tool::WasmTarget => "the wasm32-unknown-unknown target",
            Tool::Trunk => "trunk",
            Tool::WasmBindgen => "wasm-bindgen",
            Tool::WasmPack => "wasm-pack",
            Tool::NpmPackages => "the npm packages of e2e/",
            Tool::Chromium => "Chromium",
            Tool::ChromeDriver => "chromedriver",
            Tool::Fonts => "a font with Korean letters",
        }
    }

    fn why(self) -> &'static str {
        match self {
            Tool::WasmTarget => "the page is Rust compiled to WebAssembly",
            Tool::Trunk => "it builds the page and serves it",
            Tool::WasmBindgen => "it writes the JavaScript between the page and the browser",
            Tool::WasmPack => "it runs the browser tests that are written in Rust",
            Tool::NpmPackages => {
                "wasm-opt shrinks the release build; Playwright and axe test the page"
            }
            Tool::Chromium => "the tests open the page in a real browser",
            Tool::ChromeDriver => "wasm-pack drives the browser through it",
            Tool::Fonts => "the page is also in Korean, and its pictures are looked at",
        }
    }

    fn present(self, repo: &Repo) -> Result<bool, Error> {
        let runs = |names: &[&str]| repo.program(names).is_some();
        Ok(match self {
            Tool::WasmTarget => wasm::present(repo),
            // Any 0.21 understands the project's options; 0.22 wants a newer compiler.
            Tool::Trunk => version(repo, "trunk").is_some_and(|it| it.starts_with("0.21.")),
            Tool::WasmBindgen => {
                version(repo, "wasm-bindgen") == Some(repo.locked("wasm-bindgen")?)
            }
            Tool::WasmPack => runs(&["wasm-pack"]),
            Tool::NpmPackages => npm_is_current(repo),
            Tool::Chromium => env::var_os("CHROMIUM").is_some() || runs(&BROWSERS),
            Tool::ChromeDriver => runs(&["chromedriver"]),
            Tool::Fonts => {
                KOREAN_FONTS.iter().any(|it| Path::new(it).is_dir()) || fc_list_korean(repo)
            }
        })
    }

    /// The commands that install it, as a reader would type them in the checkout; one success is enough.
    fn how(self, repo: &Repo) -> Result<Vec<String>, Error> {
        let binstall = repo.program(&["cargo-binstall"]).is_some();
        let one = |line: String| Ok(vec![line]);
        match self {
            Tool::WasmTarget => one(wasm::TARGET_COMMAND.to_string()),
            Tool::Trunk => {
                let options = "--locked --debug --no-default-features --features rustls ";
                Ok(cargo_install(&format!("trunk@{TRUNK}"), options, binstall))
            }
            Tool::WasmBindgen => {
                let package = format!("wasm-bindgen-cli@{}", repo.locked("wasm-bindgen")?);
                Ok(cargo_install(&package, "", binstall))
            }
            Tool::WasmPack => {
                Ok(cargo_install(&format!("wasm-pack@{WASM_PACK}"), "--locked ", binstall))
            }
            Tool::NpmPackages => one("npm ci --ignore-scripts --prefix e2e".to_string()),
            Tool::Chromium => one(apt("chromium")),
            Tool::ChromeDriver => one(apt("chromium-driver")),
            Tool::Fonts => one(apt("fonts-noto-cjk")),
        }
    }

    fn install(self, repo: &Repo) -> Done {
        let run_any = || first_success(&self.how(repo)?, |line| run(repo, &words(line)));
        match self {
            Tool::WasmTarget => wasm::install(repo),
            Tool::Chromium | Tool::ChromeDriver | Tool::Fonts => {
                first_success(&self.how(repo)?, |line| apt_install(repo, &words(line)))
            }
            Tool::NpmPackages => run_any().and_then(|()| npm_mark_current(repo)),
            Tool::Trunk | Tool::WasmBindgen | Tool::WasmPack => run_any(),
        }
    }
}

/// The commands that install a program from crates.io: `cargo binstall` downloads it in seconds if its author
/// publishes it for this machine, and `cargo install` compiles it in minutes.
fn cargo_install(package: &str, options: &str, binstall: bool) -> Vec<String> {
    // What cannot be downloaded is compiled with our own options, not with cargo-binstall's.
    let download = format!("cargo binstall --no-confirm --disable-strategies compile {package}");
    let compile = format!("cargo install {options}{package}");
    if binstall { vec![download, compile] } else { vec![compile] }
}

/// Runs one command after the other until one succeeds; if none does, answers the last one's error.
fn first_success(lines: &[String], mut run: impl FnMut(&str) -> Done) -> Done {
    let mut result = Err(Error::NotFound);
    for line in lines {
        result = run(line);
        match &result {
            Ok(()) => break,
            Err(reason) => eprintln!("{reason}"),
        }
    }
    result
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_string).collect()
}

/// Installs what is missing, each program once, and answers what could not be installed.
pub fn install(repo: &Repo, wanted: impl Iterator<Item = Tool>) -> Vec<Tool> {
    let mut seen: Vec<Tool> = Vec::new();
    let mut missing = Vec::new();
    for tool in wanted {
        if seen.contains(&tool) {
            continue;
        }
        seen.push(tool);
        if let Err(error) = ensure(repo, tool) {
            eprintln!("{error}");
            missing.push(tool);
        }
    }
    missing
}

/// Installs what is missing, for a command that needs all of it.
pub fn require(repo: &Repo, wanted: &[Tool]) -> Done {
    let missing = install(repo, wanted.iter().copied());
    let names: Vec<&'static str> = missing.iter().map(|tool| tool.name()).collect();
    if names.is_empty() { Ok(()) } else { Err(Error::MissingTools(names)) }
}

fn ensure(repo: &Repo, tool: Tool) -> Done {
    if tool.present(repo)? {
        return Ok(());
    }
    eprintln!("Installing {}: {}.", tool.name(), tool.why());
    let found = tool.install(repo).and_then(|()| match tool.present(repo)? {
        true => Ok(()),
        false => Err(Error::NotFound),
    });
    found.map_err(|error| {
        let how =
            tool.how(repo).map_or_else(|error| error.to_string(), |lines| lines.join("\n    or: "));
        let (tool, why, error) = (tool.name(), tool.why(), Box::new(error));
        Error::NotInstalled { tool, why, error, how }
    })
}

/// Installs Debian's packages, with a fresh list of them if the old one does not do.
pub fn apt_install(repo: &Repo, words: &[String]) -> Done {
    if repo.program(&["apt-get"]).is_none() {
        return Err(Error::NoApt);
    }
    if words[0] == "sudo" && repo.program(&["sudo"]).is_none() {
        return Err(Error::NoSudo);
    }
    run(repo, words).or_else(|_| {
        let prefix: &[&str] = if words[0] == "sudo" { &["sudo"] } else { &[] };
        let update: Vec<String> =
            prefix.iter().chain(&["apt-get", "update"]).map(|it| it.to_string()).collect();
        run(repo, &update).and_then(|()| run(repo, words))
    })
}

/// The command that installs Debian packages. Root needs no sudo and may not have it.
pub fn apt(packages: &str) -> String {
    let sudo = if is_root() { "" } else { "sudo " };
    format!("{sudo}apt-get install -y --no-install-recommends {packages}")
}

fn run(repo: &Repo, words: &[String]) -> Done {
    let rest: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    let mut command = proc::command(repo, &words[0], &rest);
    proc::run_aside(command.env("DEBIAN_FRONTEND", "noninteractive"))
}

fn is_root() -> bool {
    proc::output(Command::new("id").arg("-u")).is_some_and(|it| it.trim() == "0")
}

/// The last word of the first line that `<name> --version` prints.
fn version(repo: &Repo, name: &str) -> Option<String> {
    repo.program(&[name])?;
    let text = proc::output(&mut proc::command(repo, name, &["--version"]))?;
    text.lines().next()?.split_whitespace().last().map(str::to_string)
}

fn fc_list_korean(repo: &Repo) -> bool {
    proc::output(&mut proc::command(repo, "fc-list", &[":lang=ko", "family"]))
        .is_some_and(|it| !it.trim().is_empty())
}

/// Whether npm's packages match the lock file, a copy of which was left beside them.
fn npm_is_current(repo: &Repo) -> bool {
    let lock = fs::read(repo.path("e2e/package-lock.json"));
    let mark = fs::read(repo.path("e2e/node_modules/.installed-from.json"));
    matches!((lock, mark), (Ok(lock), Ok(mark)) if lock == mark)
}

fn npm_mark_current(repo: &Repo) -> Done {
    let lock = repo.path("e2e/package-lock.json");
    fs::copy(&lock, repo.path("e2e/node_modules/.installed-from.json"))
        .map(|_| ())
        .map_err(Error::file(lock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_binstall_is_tried_first_where_it_is_installed() {
        let compile = "cargo install --locked wasm-pack@1.0.0";
        assert_eq!(cargo_install("wasm-pack@1.0.0", "--locked ", false), [compile]);
        let both = cargo_install("wasm-pack@1.0.0", "--locked ", true);
        assert!(both[0].starts_with("cargo binstall ") && both[0].ends_with(" wasm-pack@1.0.0"));
        assert_eq!(both[1..], [compile]);
    }

    #[test]
    fn commands_run_until_one_succeeds() {
        let lines = ["a", "b", "c"].map(str::to_string);
        let tried = |good: &str| {
            let mut tried = String::new();
            let result = first_success(&lines, |line| {
                tried.push_str(line);
                if line == good { Ok(()) } else { Err(Error::NotLocked(line.to_string())) }
            });
            (tried, result.map_err(|error| error.to_string()))
        };
        assert_eq!(tried("a"), ("a".into(), Ok(())));
        assert_eq!(tried("b"), ("ab".into(), Ok(())));
        assert_eq!(tried("z"), ("abc".into(), Err("error: Cargo.lock names no c".into())));
    }
}
