//! What typing means.

use super::*;
use proptest::prelude::*;
use replicarium::store::crdt::{Peer, Sequence, Spoken};

/// The edits in words.
fn words(before: &str, now: &str) -> Vec<String> {
    edits(before, now).into_iter().map(|it| Spoken::Text(it).to_string()).collect()
}

#[test]
fn an_edit_is_a_deletion_and_an_insertion() {
    assert_eq!(words("", "Hi"), ["sequence insert 0 Hi"]);
    assert_eq!(words("Hllo", "Hello"), ["sequence insert 1 e"]);
    assert_eq!(words("Hello", "Hell"), ["sequence delete 4 1"]);
    assert_eq!(words("하ㄴ", "한"), ["sequence delete 0 2", "sequence insert 0 한"]);
    assert_eq!(words("ab", "a\nb"), ["sequence insert 1  "]);
    assert!(words("same", "same").is_empty());
}

#[test]
fn a_caret_stays_at_its_character() {
    assert_eq!(moved("world", "hello world", 2), 8);
    assert_eq!(moved("hello", "hello world", 2), 2);
    assert_eq!(moved("hello", "hello", 5), 5);
    assert_eq!(moved("abcdef", "ef", 6), 2);
    assert_eq!(moved("abcdef", "", 3), 0);
}

proptest! {
    /// The updates make the new text of the old one, and each fits into a value.
    #[test]
    fn edits_make_the_new_text(before in "[ab 한]{0,12}", now in "[ab 한]{0,500}") {
        let mut copy = Peer::<Sequence, NodeId>::new(NodeId(0));
        for words in words("", &before).into_iter().chain(words(&before, &now)) {
            prop_assert!(Value::new(&words).is_ok());
            let Ok(Spoken::Text(operation)) = Spoken::parse(&words) else { panic!("{words}") };
            copy.update(&operation).unwrap();
        }
        prop_assert_eq!(copy.value(), now);
    }
}
