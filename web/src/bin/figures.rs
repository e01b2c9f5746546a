//! The engine's figures in wasm: the same work as natively. `cargo xtask bench` runs this in Node.

#[path = "../../../core/examples/figures/work.rs"]
mod work;

use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// Steps applied a second.
#[wasm_bindgen]
pub fn steps_per_second_wasm() -> f64 {
    let now = || js_sys::Date::now() / 1_000.0;
    work::median((0..5).map(|_| work::rate(2_000_000, now)).collect())
}
