//! Words and what they mean, side by side.

use super::{El, el};

/// Words and what they mean, side by side.
pub fn list(items: &[(&'static str, &'static str)]) -> El {
    let dl = el("dl");
    items.iter().fold(dl, |dl, &(what, means)| dl.with("dt", what).with("dd", means))
}
