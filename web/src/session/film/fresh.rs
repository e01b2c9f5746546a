//! Values that no client has written yet, for the buttons that write one.

use crate::session::cart;
use replicarium::{
    kv::{Request, Value, Word},
    shared::SharedVec,
    sim::{Action, Executed},
};

const WORDS: [&str; 16] = [
    "milk", "flour", "eggs", "rice", "tea", "salt", "bread", "honey", "beans", "plums", "onions",
    "butter", "pepper", "apples", "cheese", "coffee",
];

/// The candidates that were written, each with the step that wrote it: alone or as an item of a cart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fresh(SharedVec<(u32, usize)>);

/// Candidate number `n`: a word, and from the second round on a number after it.
fn candidate(n: usize) -> String {
    let (word, round) = (WORDS[n % WORDS.len()], n / WORDS.len());
    if round == 0 { word.into() } else { format!("{word}{}", round + 1) }
}

/// The number of the candidate that a value is, if it is one.
fn number(value: &Value) -> Option<usize> {
    let text = value.as_str();
    let (index, rest) =
        WORDS.iter().enumerate().find_map(|(n, word)| Some((n, text.strip_prefix(word)?)))?;
    let round = if rest.is_empty() { 0 } else { rest.parse::<usize>().ok()?.checked_sub(1)? };
    let n = round.checked_mul(WORDS.len())?.checked_add(index)?;
    (candidate(n) == text).then_some(n)
}

impl Fresh {
    /// Takes in the next step.
    pub fn take(&mut self, executed: &Executed<'_>) {
        if let Action::Invoke { request: Request::Write(_, value), .. } = executed.step.action {
            self.write(executed.number, &value);
        }
    }

    fn write(&mut self, step: u32, value: &Value) {
        let written = cart::parts(value);
        written.iter().filter_map(number).for_each(|n| self.0.push((step, n)));
    }

    /// The first candidate that was not written in the first `n` steps.
    pub fn next(&self, n: u32) -> Option<Value> {
        let before = self.0.iter().take_while(|&&(step, _)| step < n);
        let mut written: Vec<usize> = before.map(|&(_, number)| number).collect();
        written.sort_unstable();
        written.dedup();
        let next = (0..).zip(&written).find(|(n, written)| n != *written);
        let next = next.map_or(written.len(), |(n, _)| n);
        Word::new(&candidate(next)).ok().map(Value::Word)
    }

    /// That of the first `n` steps.
    #[must_use]
    pub fn branch(&self, n: u32) -> Self {
        let mut written = self.0.clone();
        written.truncate(written.partition_point(|&(step, _)| step < n));
        Self(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        Value::Word(Word::new(text).expect("a word"))
    }

    #[test]
    fn no_value_is_proposed_twice() {
        let mut fresh = Fresh::default();
        let mut values: Vec<String> = Vec::new();
        for step in 0..100 {
            let next = fresh.next(step).expect("a value");
            fresh.write(step, &next);
            assert!(!values.contains(&next.to_string()));
            values.push(next.to_string());
        }
        assert_eq!((values[0].as_str(), values[16].as_str()), ("milk", "milk2"));
        assert_eq!(fresh.branch(16).next(100), fresh.next(16));
    }

    #[test]
    fn what_was_written_otherwise_is_left_out() {
        let mut fresh = Fresh::default();
        for (step, text) in ["rice", "flour,-milk", "milk1", "milk02", "a7"].into_iter().enumerate()
        {
            fresh.write(step as u32, &value(text));
        }
        assert_eq!(fresh.next(1), Some(value("milk")));
        assert_eq!(fresh.next(5), Some(value("eggs")));
    }
}
