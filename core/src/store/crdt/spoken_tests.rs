//! Operations in words.

use super::*;
use alloc::string::ToString;

fn value(text: &str) -> Value {
    Value::new(text).unwrap()
}

#[test]
fn each_operation_has_its_words() {
    let field = |it| Ok(Spoken::Field(it));
    let text = |it| Ok(Spoken::Text(it));
    let add = |it| SetOperation::Add(value(it));
    for (words, meant) in [
        ("g-counter increment 2", field(FieldOperation::GCounter(2))),
        (
            "pn-counter decrement 3",
            field(FieldOperation::PnCounter(CounterOperation::Decrement(3))),
        ),
        ("mv-register write dark", field(FieldOperation::MvRegister(value("dark")))),
        (
            "lww-register write dark",
            field(FieldOperation::LwwRegister(LwwWrite { value: value("dark"), time: None })),
        ),
        ("or-set add 우유", field(FieldOperation::OrSet(add("우유")))),
        ("remove-wins-set  clear ", field(FieldOperation::RemoveWinsSet(SetOperation::Clear))),
        (
            "or-map at cart or-set add milk",
            field(FieldOperation::OrMap(Box::new(MapOperation::Update {
                key: value("cart"),
                operation: FieldOperation::OrSet(add("milk")),
            }))),
        ),
        ("sequence insert 0 a b ", text(SequenceOperation::Insert { at: 0, text: "a b ".into() })),
        ("sequence insert 3  ", text(SequenceOperation::Insert { at: 3, text: " ".into() })),
        ("sequence delete 1 2", text(SequenceOperation::Delete { at: 1, count: 2 })),
    ] {
        assert_eq!(Spoken::parse(words), meant, "{words}");
        // What is printed is read back.
        let printed = meant.clone().unwrap().to_string();
        assert_eq!(Spoken::parse(&printed), meant, "{printed}");
    }
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    for (words, at, expected) in [
        ("", 0, "a type"),
        ("set add x", 0, "a type"),
        ("or-set", 6, "add ELEMENT"),
        ("or-set put x", 7, "add ELEMENT"),
        ("or-set add", 10, "an element"),
        ("or-set add a b", 12, "the end"),
        ("g-counter increment -1", 20, "a whole number"),
        ("pn-counter increment +1", 21, "a whole number"),
        ("pn-counter increment 18446744073709551616", 21, "a whole number"),
        ("g-counter decrement 1", 10, "increment N"),
        ("or-map at k", 11, "a type"),
        ("sequence insert 0", 17, "a text"),
        ("sequence insert 0 ", 17, "a text"),
        ("sequence delete 0", 17, "a whole number"),
    ] {
        let error = Spoken::parse(words).unwrap_err();
        assert_eq!(error.at, at, "{words:?}: {error}");
        assert!(error.expected.starts_with(expected), "{words:?}: {error}");
    }
}

#[test]
fn examples_are_operations() {
    for example in Spoken::EXAMPLES {
        assert_eq!(Spoken::parse(example).unwrap().to_string(), *example);
    }
}

#[test]
fn maps_end_somewhere() {
    let nested = |depth: usize| alloc::format!("{}clear", "or-map at k ".repeat(depth) + "or-map ");
    assert!(Spoken::parse(&nested(OrMap::<Value>::DEPTH - 1)).is_ok());
    assert!(Spoken::parse(&nested(OrMap::<Value>::DEPTH)).is_err());
}

#[test]
fn values_in_words() {
    let set = FieldValue::Values(Vec::from(["a", "b"].map(value)));
    assert_eq!(said(Kind::OrSet, &set), "{a,b}");
    assert_eq!(said(Kind::MvRegister, &set), "a|b");
    assert_eq!(said(Kind::PnCounter, &FieldValue::Count(-3)), "-3");
    let inner =
        [((value("n"), Kind::GCounter), FieldValue::Count(2)), ((value("s"), Kind::OrSet), set)];
    let map = FieldValue::Map(MapValue(inner.into()));
    assert_eq!(said(Kind::OrMap, &map).to_string(), "{n:2,s:{a,b}}");
}
