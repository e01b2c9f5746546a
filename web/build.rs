//! Tells the linker to keep the statics of the page apart, so that xtask/split.mjs can tell where each of them is.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo:rustc-link-arg-bin=app=--no-merge-data-segments");
    }
}
