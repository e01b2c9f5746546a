//! A list of terms and their explanations.

use super::{El, el};

/// A list of terms and their explanations.
pub fn list(items: &[(&'static str, &'static str)]) -> El {
    let dl = el("dl");
    items.iter().fold(dl, |dl, &(what, means)| dl.with("dt", what).with("dd", means))
}
