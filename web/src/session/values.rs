//! Values for writes that the page proposes.

use super::cart;
use replicarium::{
    history::History,
    kv::{Request, Value, Word},
};

const WORDS: [&str; 16] = [
    "milk", "flour", "eggs", "rice", "tea", "salt", "bread", "honey", "beans", "plums", "onions",
    "butter", "pepper", "apples", "cheese", "coffee",
];

/// A value that no write of the history has, neither alone nor as an item of a cart: a word, or a word and a number.
pub fn unused(history: &History) -> Option<Value> {
    let is_used = |value: Value| {
        let has = |request| matches!(request, Request::Write(_, old) if cart::has(&old, value));
        history.operations().iter().any(|operation| has(operation.request))
    };
    let count = history.operations().iter().filter(|o| o.request.is_write()).count();
    let plain = WORDS.iter().map(ToString::to_string);
    // More values than there are writes.
    let numbered = (2..).take(count / WORDS.len() + 2);
    let numbered = numbered.flat_map(|n| WORDS.iter().map(move |word| format!("{word}{n}")));
    let values = plain.chain(numbered).filter_map(|text| Word::new(&text).ok().map(Value));
    values.into_iter().find(|&value| !is_used(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use replicarium::{
        history::Operation,
        id::{ClientId, NodeId, OperationId},
        kv::Key,
        time::Instant,
    };

    #[test]
    fn a_proposed_value_is_unused() {
        let mut history = History::default();
        let mut values: Vec<String> = Vec::new();
        for number in 1..=100 {
            let value = unused(&history).expect("a value");
            assert!(!values.contains(&value.to_string()));
            values.push(value.to_string());
            let id = OperationId { client: ClientId(0), number };
            let request = Request::Write(Key(Word::new("name").expect("a word")), value);
            let (via, invoked) = (NodeId(0), (Instant(0), number));
            history.invoke(Operation { id, user: id.client, via, request, invoked, ended: None });
        }
        assert_eq!((values[0].as_str(), values[16].as_str()), ("milk", "milk2"));
    }
}
