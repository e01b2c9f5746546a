//! Values and keys by number.

use super::error::short;
use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

/// Numbers for texts; equal texts have equal numbers. Of a long text only a fingerprint and the beginning are kept,
/// to bound the memory that a history with large values takes.
#[derive(Default)]
pub struct Texts {
    numbers: HashMap<Rc<str>, u32>,
    texts: Vec<Rc<str>>,
}

/// Texts of more bytes than this are kept as fingerprints.
const LONG: usize = 128;

impl Texts {
    /// The text's number; numbers begin at 0.
    pub fn number(&mut self, text: &str) -> u32 {
        let text = kept(text);
        if let Some(&number) = self.numbers.get(&*text) {
            return number;
        }
        let (number, text): (u32, Rc<str>) = (self.texts.len() as u32, text.into());
        self.numbers.insert(Rc::clone(&text), number);
        self.texts.push(text);
        number
    }

    /// The text's number, if it has one.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(&*kept(text)).copied()
    }

    /// The text with this number.
    pub fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| text)
    }
}

/// The text as it is kept.
fn kept(text: &str) -> Cow<'_, str> {
    if text.len() <= LONG {
        return text.into();
    }
    let [a, b] = [1, 2].map(|seed| fingerprint(seed, text));
    format!("{} ({} bytes, {a:016x}{b:016x})", short(text), text.len()).into()
}

fn fingerprint(seed: u8, text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, text).hash(&mut hasher);
    hasher.finish()
}
