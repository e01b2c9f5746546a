//! The class that gives an element the colour of a write.

/// The class that sets `--c` to the colour of a write and `--on` to a colour for text on it; grey without a
/// write.
#[must_use]
pub const fn class(hue: Option<u8>) -> &'static str {
    match hue {
        Some(0) => "w1",
        Some(1) => "w2",
        Some(2) => "w3",
        Some(3) => "w4",
        Some(4) => "w5",
        Some(5) => "w6",
        Some(_) => "w7",
        None => "w0",
    }
}
