use super::*;
use replicarium::id::{ClientId, OperationId};

fn value(text: &str) -> Value {
    Value::Word(Word::new(text).expect("a word"))
}

fn told(values: &[&str]) -> Vec<Found> {
    let found = |(n, text): (u32, &&str)| {
        let write = OperationId { client: ClientId(1), number: n };
        Found { value: if text.is_empty() { Value::TOMBSTONE } else { value(text) }, write }
    };
    (1..).zip(values).map(found).collect()
}

/// Every change of every small cart is found again, or another one that does the same.
#[test]
fn a_change_is_known_by_what_it_made() {
    let carts: [&[&str]; 7] = [
        &["milk"],
        &["milk,eggs"],
        &["milk,-ham", "milk,ham,eggs"],
        &["milk,eggs", "eggs,ham"],
        &["-milk"],
        &[""],
        &["", "milk"],
    ];
    for cart in carts {
        let told = told(cart);
        let values: Vec<Value> = told.iter().map(|found| found.value).collect();
        for item in ["milk", "eggs", "ham", "tea"] {
            for (kind, marks) in
                [(Change::Add, true), (Change::Remove, true), (Change::Remove, false)]
            {
                let made = changed(&values, value(item), kind, marks);
                let Some((found, by)) = change(&told, made) else {
                    // To take out what is not there, without a mark, is to merge and no more.
                    let there = values.iter().any(|cart| parts(cart).contains(&value(item)));
                    assert!(kind == Change::Remove && !marks && !there, "{cart:?}: {item}");
                    continue;
                };
                let again = [true, false].map(|marks| changed(&values, by, found, marks));
                assert!(again.contains(&made), "{cart:?}: {kind:?} {item}, not {found:?} {by}");
                // An item that was not there is not taken for another one.
                if kind == Change::Add && item == "tea" {
                    assert_eq!((found, by), (kind, value(item)), "{cart:?}");
                }
            }
        }
        assert_eq!(change(&told, value("all,else")), None);
    }
}

#[test]
fn what_was_taken_out_cannot_be_taken_out_again() {
    let names = |cart: &[&str]| -> Vec<String> {
        items(&told(cart)).iter().map(ToString::to_string).collect()
    };
    assert_eq!(names(&["milk,-ham", "milk,ham,eggs"]), ["milk", "eggs"]);
    assert!(names(&[""]).is_empty() && names(&[]).is_empty());
    let cart = value("milk,-ham");
    assert!(parts(&cart).contains(&value("ham")) && !parts(&cart).contains(&value("eggs")));
}
