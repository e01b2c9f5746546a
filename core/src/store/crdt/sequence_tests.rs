//! What is typed together stays together.

use super::super::{Peer, Way};
use super::*;
use alloc::{format, string::ToString, vec};
use proptest::prelude::*;

type Text = Peer<Sequence, u8>;

fn insert(at: u64, text: &str) -> SequenceOperation {
    SequenceOperation::Insert { at, text: text.to_string() }
}

fn edit(text: &mut Text, operation: &SequenceOperation) {
    edit_as::<Sequence>(text, operation);
}

/// By one of the rules for places.
fn edit_as<C: Crdt<u8, State = Tree<u8>, Operation = SequenceOperation>>(
    text: &mut Text,
    operation: &SequenceOperation,
) {
    assert_eq!(text.update_as::<C>(operation), Ok(true));
}

/// A copy for another node.
fn copied(of: &mut Text, name: u8) -> Text {
    let mut copy = Text::new(name);
    sync(of, &mut copy, name);
    copy
}

fn sync(from: &mut Text, to: &mut Text, name: u8) {
    let message = from.ship(&name, Way::Operations);
    let receipt = to.receive(&message).expect("it is for this node");
    from.acknowledge(&receipt).unwrap();
}

/// Ways to type a text at a place. All give the same text.
#[derive(Clone, Copy, Debug)]
enum Typing {
    AtOnce,
    Forwards,
    Backwards,
    /// From the middle to both ends, in turn.
    Outwards,
}

const TYPING: [Typing; 4] = [Typing::AtOnce, Typing::Forwards, Typing::Backwards, Typing::Outwards];

fn type_in(text: &mut Text, at: u64, word: &str, typing: Typing) {
    type_as::<Sequence>(text, at, word, typing);
}

fn type_as<C: Crdt<u8, State = Tree<u8>, Operation = SequenceOperation>>(
    text: &mut Text,
    at: u64,
    word: &str,
    typing: Typing,
) {
    let edit = edit_as::<C>;
    let letters: Vec<String> = word.chars().map(|letter| letter.to_string()).collect();
    match typing {
        Typing::AtOnce => edit(text, &insert(at, word)),
        Typing::Forwards => {
            (at..).zip(&letters).for_each(|(at, letter)| edit(text, &insert(at, letter)));
        }
        Typing::Backwards => {
            letters.iter().rev().for_each(|letter| edit(text, &insert(at, letter)));
        }
        Typing::Outwards => {
            let middle = letters.len() / 2;
            let (mut left, mut right) = (middle, middle);
            while right < letters.len() || left > 0 {
                if right < letters.len() {
                    edit(text, &insert(at + (right - left) as u64, &letters[right]));
                    right += 1;
                }
                if left > 0 {
                    left -= 1;
                    edit(text, &insert(at, &letters[left]));
                }
            }
        }
    }
}

/// The example of the paper's introduction, after Kleppmann, Gomes, Mulligan, Beresford, *Interleaving Anomalies in
/// Collaborative Text Editors* (PaPoC 2019): two words at the same place. Here with three nodes, and every way of typing; and in a
/// text of which the place is the beginning, the middle or the end.
#[test]
fn words_at_the_same_place_do_not_interleave() {
    let words = ["milk", "eggs", "bread"];
    let mut cases = 0;
    for at in [0, 1, 2] {
        for (a, b, c) in TYPING
            .iter()
            .flat_map(|a| TYPING.iter().flat_map(move |b| TYPING.iter().map(move |c| (*a, *b, *c))))
        {
            let mut base = Text::new(9);
            edit(&mut base, &insert(0, "[]"));
            let mut texts: Vec<Text> = (0..3).map(|name| copied(&mut base, name)).collect();
            for ((text, word), typing) in texts.iter_mut().zip(words).zip([a, b, c]) {
                type_in(text, at, word, typing);
            }
            let [x, y, z] = &mut texts[..] else { panic!("three texts") };
            sync(x, y, 1);
            sync(y, z, 2);
            let value = z.value();
            for word in words {
                assert!(value.contains(word), "{value} by {a:?} {b:?} {c:?} at {at}");
            }
            let rest = words.iter().fold(value, |value, word| value.replace(word, ""));
            assert_eq!(rest, "[]");
            cases += 1;
        }
    }
    assert_eq!(cases, 3 * 64);
}

/// The same with positions: words that are typed at once mix, letter by letter, whichever way they are typed (*The Art of the Fugue*,
/// section 1). Only the first word before all others may get digits of its own. Still, both nodes have the same text.
#[test]
fn words_with_positions_interleave() {
    for (typing, wanted) in [
        (Typing::Forwards, ["teamilk[]", "[tmeialk]", "[]tmeialk"]),
        (Typing::AtOnce, ["mtielak[]", "[tmeialk]", "[]tmeialk"]),
        (Typing::Backwards, ["mtielak[]", "[mtielak]", "[]mtielak"]),
        (Typing::Outwards, ["mtiealk[]", "[mtielak]", "[]mtielak"]),
    ] {
        for (at, wanted) in (0..).zip(wanted) {
            let mut base = Text::new(9);
            type_as::<Logoot>(&mut base, 0, "[]", Typing::AtOnce);
            let mut texts: Vec<Text> = (0..2).map(|name| copied(&mut base, name)).collect();
            for (text, word) in texts.iter_mut().zip(["tea", "milk"]) {
                type_as::<Logoot>(text, at, word, typing);
            }
            let [x, y] = &mut texts[..] else { panic!("two texts") };
            sync(x, y, 1);
            sync(y, x, 0);
            assert_eq!([x.value(), y.value()], [wanted; 2], "{typing:?} at {at}");
        }
    }
}

/// A text of which each edit has another rule is the same on all nodes, and each edit does what it says.
#[test]
fn rules_may_change_in_the_middle_of_a_text() {
    let mut texts: Vec<Text> = (0..2).map(Text::new).collect();
    let mut want: Vec<char> = Vec::new();
    for n in 0..60_u64 {
        let (word, at) = (["a", "bc", "def"][n as usize % 3], n * 7 % (want.len() as u64 + 1));
        let [x, y] = &mut texts[..] else { panic!("two texts") };
        let text = [&mut *x, &mut *y].into_iter().nth(n as usize / 2 % 2).expect("one of two");
        match n % 4 {
            0 | 3 => edit_as::<Sequence>(text, &insert(at, word)),
            _ => edit_as::<Logoot>(text, &insert(at, word)),
        }
        want.splice(at as usize..at as usize, word.chars());
        sync(x, y, 1);
        sync(y, x, 0);
        assert_eq!([x.value(), y.value()], [(); 2].map(|()| want.iter().collect::<String>()));
    }
}

/// A word is typed at a place where a character was deleted, at which the other node goes on typing.
#[test]
fn words_beside_a_deleted_character_do_not_interleave() {
    for (a, b) in TYPING.iter().flat_map(|a| TYPING.iter().map(move |b| (*a, *b))) {
        for deletes in 0..2 {
            let mut base = Text::new(9);
            edit(&mut base, &insert(0, "<x>"));
            let mut texts: Vec<Text> = (0..2).map(|name| copied(&mut base, name)).collect();
            edit(&mut texts[deletes], &SequenceOperation::Delete { at: 1, count: 1 });
            type_in(&mut texts[0], 1, "milk", a);
            type_in(&mut texts[1], 1, "eggs", b);
            let [x, y] = &mut texts[..] else { panic!("two texts") };
            sync(x, y, 1);
            sync(y, x, 0);
            assert_eq!(x.value(), y.value());
            assert!(["<milkeggs>", "<eggsmilk>"].contains(&&x.value()[..]), "{}", x.value());
        }
    }
}

/// The tree of algorithm 1: a right child of the character before, or a left child of the one after if there is a right child.
#[test]
fn characters_hang_where_the_paper_hangs_them() {
    let mut text = Text::new(0);
    for (at, word) in [(0, "ab"), (2, "c"), (1, "x"), (0, "y")] {
        edit(&mut text, &insert(at, word));
    }
    let tree: Vec<String> = text
        .state()
        .elements()
        .map(|(dot, element)| {
            let Place { parent, side, .. } = &element.place;
            let parent = parent.as_ref().map_or(0, |parent| parent.count);
            format!("{}{} {side:?} of {parent}", element.character.unwrap_or('-'), dot.count,)
        })
        .collect();
    let want = ["y5 Left of 1", "a1 Right of 0", "x4 Left of 2", "b2 Right of 1", "c3 Right of 2"];
    assert_eq!(tree, want);
}

/// Figure 7 of the paper, where Fugue is not yet FugueMax: A, B and C are typed at once, then X between A and C by a node that
/// has no B, and Y between A and B by one that has no C. FugueMax always has Y beside B. Here X and Y are two right children of
/// A, and the order of their dots decides.
#[test]
fn two_right_children_stand_in_order_of_dot() {
    for (of_x, of_y, wanted) in [(3, 4, "AXYBC"), (4, 3, "AYXBC")] {
        let mut texts: Vec<Text> = (0..5).map(Text::new).collect();
        for (text, letter) in texts.iter_mut().zip(["A", "B", "C"]) {
            edit(text, &insert(0, letter));
        }
        let mut send = |from: usize, to: usize| {
            let mut text = texts[from].clone();
            sync(&mut text, &mut texts[to], to as u8);
        };
        for (from, to) in [(0, of_x), (2, of_x), (0, of_y), (1, of_y)] {
            send(from, to);
        }
        for (at, letter, rest) in [(of_x, "X", "AC"), (of_y, "Y", "AB")] {
            assert_eq!(texts[at].value(), rest);
            edit(&mut texts[at], &insert(1, letter));
        }
        let (mut x, mut y) = (texts[of_x].clone(), texts[of_y].clone());
        sync(&mut x, &mut y, of_y as u8);
        sync(&mut y, &mut x, of_x as u8);
        assert_eq!([x.value(), y.value()], [wanted; 2]);
    }
}

proptest! {
    /// Definition 2 of the paper, forward non-interleaving: of the characters that were typed behind a character, the first one
    /// in the text stands directly behind it.
    #[test]
    fn the_first_of_what_was_typed_behind_a_character_stands_behind_it(
        acts in proptest::collection::vec((0..3_u8, any::<u64>(), 0..4_u8), 0..40),
    ) {
        let mut texts: Vec<Text> = (0..3).map(Text::new).collect();
        let mut left = BTreeMap::new();
        let mut letters = ('가'..).take(200);
        for (name, place, act) in acts {
            let from = usize::from(name);
            if act == 0 {
                let to = (from + 1 + (place % 2) as usize) % 3;
                let (mut sender, mut receiver) = (texts[from].clone(), texts[to].clone());
                sync(&mut sender, &mut receiver, to as u8);
                (texts[from], texts[to]) = (sender, receiver);
                continue;
            }
            let text: Vec<char> = texts[from].value().chars().collect();
            let at = place % (text.len() as u64 + 1);
            let word: String = letters.by_ref().take(act.into()).collect();
            let mut before = at.checked_sub(1).map(|at| text[at as usize]);
            for letter in word.chars() {
                left.insert(letter, before);
                before = Some(letter);
            }
            edit(&mut texts[from], &insert(at, &word));
        }
        for text in &texts {
            let text: Vec<char> = text.value().chars().collect();
            for origin in text.iter().copied().map(Some).chain([None]) {
                let behind = origin.map_or(0, |origin| 1 + text.iter().position(|&it| it == origin).unwrap_or(0));
                let first = text.iter().position(|letter| left[letter] == origin);
                prop_assert!(first.is_none_or(|first| first == behind));
            }
        }
    }
}

#[test]
fn positions_behind_the_end_are_errors() {
    let mut text = Text::new(0);
    edit(&mut text, &insert(0, "é€😀"));
    assert_eq!(text.value().chars().count(), 3);
    let delete = |at, count| SequenceOperation::Delete { at, count };
    for (operation, error) in [
        (insert(4, "x"), CrdtError::Position { at: 4, length: 3 }),
        (insert(u64::MAX, ""), CrdtError::Position { at: u64::MAX, length: 3 }),
        (delete(4, 0), CrdtError::Position { at: 4, length: 3 }),
        (delete(2, 2), CrdtError::Length { at: 2, count: 2, left: 1 }),
        (delete(0, u64::MAX), CrdtError::Length { at: 0, count: u64::MAX, left: 3 }),
    ] {
        assert_eq!(text.update(&operation), Err(error));
    }
    assert_eq!([text.update(&insert(3, "")), text.update(&delete(3, 0))], [Ok(false); 2]);
    edit(&mut text, &delete(1, 1));
    assert_eq!(text.value(), "é😀");
}

/// A caret stands behind what its node inserted last, or where it deleted last; others move it along.
#[test]
fn carets_stand_where_the_last_edits_left_them() {
    let carets = |text: &Text| -> Vec<(u8, u64)> {
        text.state().carets().map(|(node, at)| (*node, at)).collect()
    };
    let mut a = Text::new(0);
    edit(&mut a, &insert(0, "ab"));
    let mut b = copied(&mut a, 1);
    assert_eq!(carets(&b), [(0, 2)]);
    edit(&mut b, &insert(1, "cd"));
    assert_eq!((b.value(), carets(&b)), ("acdb".into(), vec![(1, 3), (0, 4)]));
    assert_eq!(carets(&a), [(0, 2)], "it has not heard of it");
    sync(&mut b, &mut a, 0);
    assert_eq!(carets(&a), [(1, 3), (0, 4)]);
    edit(&mut b, &SequenceOperation::Delete { at: 0, count: 2 });
    sync(&mut b, &mut a, 0);
    assert_eq!((a.value(), carets(&a)), ("db".into(), vec![(1, 0), (0, 2)]));
    edit(&mut a, &SequenceOperation::Delete { at: 1, count: 1 });
    assert_eq!(carets(&a), [(1, 0), (0, 1)]);
}

/// A chain of a hundred thousand characters needs no deep stack.
#[test]
fn long_texts_are_deep_trees() {
    let mut text = Text::new(0);
    edit(&mut text, &insert(0, &"abcdefghij".repeat(10_000)));
    edit(&mut text, &SequenceOperation::Delete { at: 10, count: 99_980 });
    edit(&mut text, &insert(10, "-"));
    assert_eq!(text.value(), "abcdefghij-abcdefghij");
    assert_eq!(Sequence::tombstones(text.state()), 99_980);
    text.set_members([]);
    text.collect();
    // The last ten hang on the tombstones.
    assert_eq!(Sequence::tombstones(text.state()), 99_980);
    edit(&mut text, &SequenceOperation::Delete { at: 11, count: 10 });
    // The dash hangs on one of them.
    assert_eq!(text.collect(), 99_989);
    assert_eq!(text.value(), "abcdefghij-");
}

proptest! {
    /// One node alone edits a string.
    #[test]
    fn a_node_alone_edits_a_string(
        edits in proptest::collection::vec((any::<u64>(), any::<u64>(), ".{0,4}"), 0..30),
    ) {
        let (mut text, mut want) = (Text::new(0), Vec::new());
        text.set_members([]);
        for (at, count, word) in edits {
            let at = at % (want.len() as u64 + 1);
            if word.is_empty() {
                let count = count % (want.len() as u64 - at + 1);
                let done = text.update(&SequenceOperation::Delete { at, count });
                prop_assert_eq!(done, Ok(count > 0));
                want.drain(at as usize..(at + count) as usize);
            } else {
                edit(&mut text, &insert(at, &word));
                want.splice(at as usize..at as usize, word.chars());
            }
            text.collect();
            prop_assert_eq!(text.value(), want.iter().collect::<String>());
        }
    }
}
