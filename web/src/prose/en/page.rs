//! Texts of the page around the cluster.

use super::words::time;
use replicarium::time::Instant;

pub fn saved(title: &str, acts: u32) -> String {
    match acts {
        1 => format!("You did something in “{title}” last time."),
        _ => format!("You did {acts} things in “{title}” last time."),
    }
}

pub const fn switch() -> (&'static str, &'static str) {
    ("English", "Show the page in English")
}

pub fn undoing(button: &str, edit: &str) -> String {
    format!("{button}: {}", edit.trim_end_matches('.'))
}

pub fn branch(number: usize, at: Instant) -> String {
    format!("branch {number} at {}", time(at.0))
}

/// The accessible name of a link to a run of the table.
pub fn run(steps: u32, property: &str, group: &str, setting: &str) -> String {
    format!("✕ {steps} steps: {property}, {group}: {setting}")
}

/// A heading or a setting of the table, which the file of the table has in English.
pub fn table_text(text: &str) -> String {
    text.into()
}

pub fn fingerprint(print: &str) -> String {
    format!("Fingerprint of the run: {print}")
}

pub fn short_fingerprint(print: &str) -> String {
    format!("run {print}")
}

pub fn position(step: u32, steps: u32) -> String {
    format!("step {step} / {steps}")
}

pub fn seed(seed: u64) -> String {
    format!("seed {seed}")
}
