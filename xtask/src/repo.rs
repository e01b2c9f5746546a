//! The checkout: its paths, and versions from its lock file.

use crate::error::Error;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The checkout.
pub struct Repo {
    root: PathBuf,
}

impl Repo {
    /// The checkout whose xtask this is: cargo tells, and else the working directory does.
    pub fn find() -> Result<Self, Error> {
        let here = env::current_dir().map_err(Error::NoFolder)?;
        let start = env::var_os("CARGO_MANIFEST_DIR").map_or(here, PathBuf::from);
        start
            .ancestors()
            .find(|folder| folder.join("Trunk.toml").is_file())
            .map(|root| Repo { root: root.to_path_buf() })
            .ok_or(Error::NoCheckout)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The target folder, which CARGO_TARGET_DIR may move.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.path("target"), |it| self.root.join(it))
    }

    /// The version of a package in Cargo.lock.
    pub fn locked(&self, package: &str) -> Result<String, Error> {
        let file = self.path("Cargo.lock");
        let text = fs::read_to_string(&file).map_err(Error::file(&file))?;
        version_in_lock(&text, package)
            .map(str::to_string)
            .ok_or_else(|| Error::NotLocked(package.to_string()))
    }

    /// PATH, preceded by the folders that npm and cargo install programs into.
    pub fn search_path(&self) -> OsString {
        let before = [Some(self.path("e2e/node_modules/.bin")), cargo_bin()];
        let usual = env::var_os("PATH").unwrap_or_default();
        let all = before.into_iter().flatten().chain(env::split_paths(&usual));
        env::join_paths(all).unwrap_or(usual)
    }

    /// The first of these programs that is on the search path.
    pub fn program(&self, names: &[&str]) -> Option<PathBuf> {
        let path = self.search_path();
        let folders: Vec<PathBuf> = env::split_paths(&path).collect();
        names.iter().find_map(|name| {
            folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file())
        })
    }
}

/// The folder that `cargo install` installs into.
fn cargo_bin() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| env::var_os("HOME").map(|it| Path::new(&it).join(".cargo")))
        .map(|it| it.join("bin"))
}

fn version_in_lock<'a>(text: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = text.lines();
    lines.find(|line| *line == name)?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn finds_the_version_of_the_named_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "yew"), None);
    }
}
