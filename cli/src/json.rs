//! Output for programs.

use serde::Serialize;

/// A value as a line of JSON.
pub fn line(value: &impl Serialize) -> String {
    // Serialization of a struct of numbers, texts and lists cannot fail.
    serde_json::to_string(value).unwrap_or_default() + "\n"
}
