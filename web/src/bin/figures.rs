//! Benchmarks in wasm: the engine's workloads, and the page's session as it plays and judges a run.
//! `cargo xtask bench` runs this in Node.

#[path = "../../../core/examples/figures/work.rs"]
mod work;

#[path = "figures/judging.rs"]
mod judging;

#[path = "figures/memory.rs"]
mod memory;

use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

#[wasm_bindgen]
extern "C" {
    /// Real time, in ms.
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;

    /// Prints a line on stderr.
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn say(line: &str);
}

/// Steps applied per second.
#[wasm_bindgen]
pub fn steps_per_second_wasm() -> f64 {
    work::median((0..5).map(|_| work::rate(2_000_000, || now() / 1_000.0)).collect())
}

/// The 99th percentile of the time that a frame spends on judging, in ms.
#[wasm_bindgen]
pub fn verdicts_frame_p99_ms() -> f64 {
    judging::p99(now, say)
}

/// Growth of the page's memory per step of a run that it plays, in bytes: trace, history, film and review.
#[wasm_bindgen]
pub fn page_bytes_per_step() -> f64 {
    memory::per_step(say)
}
