//! Colour means which write: its class.

/// The class that sets `--c` to a write's colour and `--on` to a colour for text upon it; without a
/// write, grey.
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
