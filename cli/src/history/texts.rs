//! Values and keys by number.

use super::error::short;
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

/// Every text once. Of a long one only a fingerprint and its beginning are kept, so that a history of
/// large values does not fill the memory.
#[derive(Default)]
pub struct Texts {
    numbers: HashMap<Rc<str>, u32>,
    texts: Vec<Rc<str>>,
}

const LONG: usize = 128;

impl Texts {
    /// The text's number, from 0 on.
    pub fn number(&mut self, text: &str) -> u32 {
        let shown = (text.len() > LONG).then(|| {
            let [a, b] = [1, 2].map(|seed| fingerprint(seed, text));
            format!("{} ({} bytes, {a:016x}{b:016x})", short(text), text.len())
        });
        let text = shown.as_deref().unwrap_or(text);
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let (number, text): (u32, Rc<str>) = (self.texts.len() as u32, text.into());
        self.numbers.insert(Rc::clone(&text), number);
        self.texts.push(text);
        number
    }

    /// The text of a number.
    pub fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| text)
    }
}

fn fingerprint(seed: u8, text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, text).hash(&mut hasher);
    hasher.finish()
}
