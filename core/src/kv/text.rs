//! Interned texts: one copy of each, which lives as long as the process.
//!
//! A handle is `Copy`, so that requests and actions are. Its text needs no table of the run that it came from: replicas
//! compare and hash values, and traces print them, where no setup is at hand. The texts of a session are those of its
//! scenarios and those that its reader has typed.

use crate::hash::Fingerprint;
use alloc::{boxed::Box, string::String};
use core::hash::{Hash, Hasher};
use once_cell::race::OnceBox;

/// An interned text. Handles are equal, ordered and hashed by their texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text(&'static str);

/// A list of interned texts, in the order in which they were interned.
struct Interned {
    text: String,
    next: OnceBox<Self>,
}

/// The number of lists: a text stands in the one that its hash names.
const LISTS: usize = 2_048;

static FIRST: [OnceBox<Interned>; LISTS] = [const { OnceBox::new() }; LISTS];

impl Text {
    /// The handle of a text.
    pub(super) fn intern(text: &str) -> Self {
        let new = || Box::new(Interned { text: text.into(), next: OnceBox::new() });
        let list = Fingerprint::of(&text) as usize % LISTS;
        let mut interned = FIRST[list].get_or_init(new);
        while interned.text != text {
            interned = interned.next.get_or_init(new);
        }
        Self(&interned.text)
    }

    /// The text.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.0
    }
}

impl Hash for Text {
    /// Begins with a length that no word has.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u8(u8::MAX);
        self.0.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_interned_once() {
        let texts = ["one text", "another text", "a text", "one text", "another text"];
        let handles = texts.map(Text::intern);
        for (a, one) in texts.iter().zip(&handles) {
            for (b, other) in texts.iter().zip(&handles) {
                assert_eq!((one == other, one.cmp(other)), (a == b, a.cmp(b)));
                assert_eq!(core::ptr::eq(one.as_str(), other.as_str()), a == b);
            }
        }
    }
}
