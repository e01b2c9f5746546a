//! The programs that the commands need: why, how to see that they are there, how to install them.

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

/// Everything that rustup, git, Node and apt do not bring by themselves.
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

    /// The command that installs it, as a reader would type it in the checkout.
    fn how(self, repo: &Repo) -> Result<Vec<String>, Error> {
        let line = match self {
            Tool::WasmTarget => wasm::TARGET_COMMAND.to_string(),
            Tool::Trunk => format!(
                "cargo install --locked --debug --no-default-features --features rustls trunk@{TRUNK}"
            ),
            Tool::WasmBindgen => {
                format!("cargo install wasm-bindgen-cli@{}", repo.locked("wasm-bindgen")?)
            }
            Tool::WasmPack => format!("cargo install --locked wasm-pack@{WASM_PACK}"),
            Tool::NpmPackages => "npm ci --ignore-scripts --prefix e2e".to_string(),
            Tool::Chromium => apt("chromium"),
            Tool::ChromeDriver => apt("chromium-driver"),
            Tool::Fonts => apt("fonts-noto-cjk"),
        };
        Ok(line.split(' ').map(str::to_string).collect())
    }

    fn install(self, repo: &Repo) -> Done {
        let words = self.how(repo)?;
        match self {
            Tool::WasmTarget => wasm::install(repo),
            Tool::Chromium | Tool::ChromeDriver | Tool::Fonts => apt_install(repo, &words),
            Tool::NpmPackages => run(repo, &words).and_then(|()| npm_mark_current(repo)),
            Tool::Trunk | Tool::WasmBindgen | Tool::WasmPack => run(repo, &words),
        }
    }
}

/// Installs those that are missing, each once, and answers those that could not be.
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

/// The same for a command that can do nothing without all of them.
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
        let how = tool.how(repo).map_or_else(|error| error.to_string(), |words| words.join(" "));
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

/// The command that installs packages of Debian's: root needs no sudo, and may not have it.
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

/// The last word of the first line of `<name> --version`.
fn version(repo: &Repo, name: &str) -> Option<String> {
    repo.program(&[name])?;
    let text = proc::output(&mut proc::command(repo, name, &["--version"]))?;
    text.lines().next()?.split_whitespace().last().map(str::to_string)
}

fn fc_list_korean(repo: &Repo) -> bool {
    proc::output(&mut proc::command(repo, "fc-list", &[":lang=ko", "family"]))
        .is_some_and(|it| !it.trim().is_empty())
}

/// What npm installed is marked with the lock file that it was installed from.
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
