//! Growth of the page's memory by a run that it plays.

use js_sys::{ArrayBuffer, WebAssembly::Memory};
use replicarium::scenario::library;
use replicarium_web::session::{Intent, Session, reduce};
use wasm_bindgen::JsCast;

const TEXT: &str = include_str!("../../../../core/scenarios/bench_50_in_flight.scenario");
/// The last step that is played.
const STEPS: u32 = 20_000;
/// Duration of a frame, in µs.
const FRAME: u64 = 16_667;

/// Bytes of linear memory per step of a run that is played at 10x and judged to its last step.
///
/// Linear memory never shrinks, so memory that is freed and not reused counts as well.
pub fn per_step(say: fn(&str)) -> f64 {
    let entry = library::find("bench_50_in_flight").expect("the library has it");
    let mut session = Session::open(entry, TEXT).expect("it runs");
    let (before, steps) = (bytes(), session.steps());
    session = [Intent::Speed(1_000), Intent::Toggle].into_iter().fold(session, reduce);
    while session.step < STEPS {
        session = reduce(session, Intent::Tick(FRAME));
    }
    let (grown, played) = (bytes() - before, session.steps());
    say(&format!("  {played} steps, {:.0} kB more than at step {steps}", grown / 1_024.0));
    grown / f64::from(played - steps)
}

/// The size of linear memory.
fn bytes() -> f64 {
    let memory: Memory = wasm_bindgen::memory().unchecked_into();
    f64::from(memory.buffer().unchecked_into::<ArrayBuffer>().byte_length())
}
