//! WebAssembly where rustup cannot fetch the wasm32 target: Debian's compiler as a second toolchain.
//!
//! rustup's own compiler accepts only a standard library that was built with exactly it, and cannot
//! be used to build one from the source of another version. Debian has a compiler and the matching
//! source of the library, without the wasm32 build of it. So this builds that library once and puts
//! both behind a toolchain that rustup knows by name; cargo, Trunk and wasm-pack then need only
//! `RUSTUP_TOOLCHAIN` set. It lives outside of the checkout: a second checkout finds it.

use crate::Done;
use crate::error::Error;
use crate::proc;
use crate::repo::Repo;
use crate::tools;
use std::env;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The name of the toolchain in rustup.
pub const TOOLCHAIN: &str = "replicarium-wasm";

const PACKAGES: &str = "rustc-web cargo-web rust-web-src rust-web-clippy";
const SOURCE: &str = "/usr/lib/rustlib/src/rust/library";
/// Holds the version of the compiler that built the library; a newer compiler needs a new build.
const STAMP: &str = "built-with";

pub fn present(repo: &Repo) -> bool {
    let linked = rustup_home().join("toolchains").join(TOOLCHAIN).exists();
    let stamp = fs::read_to_string(folder().join(STAMP)).ok();
    linked && stamp.is_some() && stamp == compiler_version(repo)
}

pub fn install(repo: &Repo) -> Done {
    install_packages(repo)?;
    let folder = folder();
    lay_out(repo, &folder).map_err(Error::file(&folder))?;
    let libraries = build_library(repo, &folder)?;
    let home = folder.join("lib/rustlib/wasm32-unknown-unknown/lib");
    copy_libraries(&libraries, &home).map_err(Error::file(&home))?;
    // Thrice what is kept, and of no more use.
    let _ = fs::remove_dir_all(folder.join("build"));
    let shown = folder.to_string_lossy();
    proc::run_aside(&mut proc::command(repo, "rustup", &["toolchain", "link", TOOLCHAIN, &shown]))?;
    let version = compiler_version(repo).ok_or(Error::NoCompiler)?;
    fs::write(folder.join(STAMP), version).map_err(Error::file(&folder))
}

fn install_packages(repo: &Repo) -> Done {
    let there = ["/usr/bin/rustc", "/usr/bin/cargo", "/usr/bin/clippy-driver", SOURCE];
    let mut packages = String::new();
    if !there.iter().all(|it| Path::new(it).exists()) {
        packages.push_str(PACKAGES);
    }
    if linker(repo).is_none() {
        packages.push_str(" lld-19");
    }
    let packages = packages.trim();
    if packages.is_empty() {
        return Ok(());
    }
    let words: Vec<String> = tools::apt(packages).split(' ').map(str::to_string).collect();
    tools::apt_install(repo, &words).map_err(|error| {
        let error = Box::new(error);
        Error::NoPackages { error, command: words.join(" ") }
    })
}

/// Creates the toolchain's folder: wrappers that set the sysroot, the host's library, and the linker.
fn lay_out(repo: &Repo, folder: &Path) -> std::io::Result<()> {
    let bin = folder.join("bin");
    let host = folder.join("lib/rustlib").join(host_name());
    fs::create_dir_all(&bin)?;
    fs::create_dir_all(host.join("bin"))?;
    for name in ["rustc", "rustdoc", "clippy-driver"] {
        wrapper(&bin.join(name), name, folder)?;
    }
    relink(Path::new("/usr/bin/cargo"), &bin.join("cargo"))?;
    // A copy, as it starts the clippy-driver in its own folder.
    fs::copy("/usr/bin/cargo-clippy", bin.join("cargo-clippy"))?;
    relink(&Path::new("/usr/lib/rustlib").join(host_name()).join("lib"), &host.join("lib"))?;
    let linker = linker(repo).unwrap_or_else(|| PathBuf::from("/usr/bin/lld-19"));
    relink(&linker, &host.join("bin/rust-lld"))
}

/// Cargo may pass the name of the compiler as the first argument, which must stay first.
fn wrapper(file: &Path, name: &str, folder: &Path) -> std::io::Result<()> {
    let sysroot = folder.display();
    let script = format!(
        "#!/bin/sh\ncase \"$1\" in\n*rustc) first=$1; shift; exec /usr/bin/{name} \"$first\" \
         --sysroot '{sysroot}' \"$@\" ;;\n*) exec /usr/bin/{name} --sysroot '{sysroot}' \"$@\" ;;\nesac\n"
    );
    fs::write(file, script)?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

fn relink(to: &Path, link: &Path) -> std::io::Result<()> {
    if link.symlink_metadata().is_ok() {
        fs::remove_file(link)?;
    }
    symlink(to, link)
}

/// Builds a copy of the library's source, as the folder of the source belongs to root.
fn build_library(repo: &Repo, folder: &Path) -> Result<PathBuf, Error> {
    let build = folder.join("build");
    let library = build.join("library");
    let shown = library.to_string_lossy().into_owned();
    let _ = fs::remove_dir_all(&build);
    fs::create_dir_all(&build).map_err(Error::file(&build))?;
    proc::run_aside(&mut proc::command(repo, "cp", &["-rL", SOURCE, &shown]))?;
    let mut cargo = proc::command(
        repo,
        "/usr/bin/cargo",
        &["build", "--release", "--target", "wasm32-unknown-unknown"],
    );
    cargo
        .args(["--manifest-path", "sysroot/Cargo.toml"])
        .current_dir(&library)
        .env("CARGO_TARGET_DIR", build.join("target"))
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTUP_TOOLCHAIN");
    proc::run_aside(&mut cargo)?;
    Ok(build.join("target/wasm32-unknown-unknown/release/deps"))
}

fn copy_libraries(from: &Path, to: &Path) -> std::io::Result<()> {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let file = entry?.path();
        if file.extension().is_some_and(|it| it == "rlib") {
            fs::copy(&file, to.join(file.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}

/// Prefers rustup's linker, which is as new as the compiler; Debian's older lld works too.
fn linker(repo: &Repo) -> Option<PathBuf> {
    let text = proc::output(&mut proc::command(repo, "rustc", &["--print", "sysroot"]))?;
    let own = Path::new(text.trim()).join("lib/rustlib").join(host_name()).join("bin/rust-lld");
    [own, PathBuf::from("/usr/bin/lld-19")].into_iter().find(|it| it.is_file())
}

fn compiler_version(repo: &Repo) -> Option<String> {
    let mut command: Command = proc::command(repo, "/usr/bin/rustc", &["-vV"]);
    proc::output(&mut command)
}

fn host_name() -> String {
    format!("{}-unknown-linux-gnu", env::consts::ARCH)
}

fn folder() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    cache.unwrap_or_else(|| home().join(".cache")).join("replicarium/rust-wasm")
}

fn rustup_home() -> PathBuf {
    env::var_os("RUSTUP_HOME").map_or_else(|| home().join(".rustup"), PathBuf::from)
}

fn home() -> PathBuf {
    env::var_os("HOME").map_or_else(|| PathBuf::from("."), PathBuf::from)
}
