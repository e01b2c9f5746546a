use super::*;
use crate::{
    id::{ClientId, NodeId, NodeSet, OperationId},
    kv::Word,
    replica::Env,
    time::Timestamp,
};

const BY: Executor = Executor {
    env: Env { id: NodeId(0), members: NodeSet(0), epoch: 0, clock: Timestamp(0), seed: 0 },
    fires: false,
};

fn word(text: &str) -> Word {
    Word::new(text).expect("a word")
}

/// Write number `n`: odd ones write x, even ones y.
fn entry(n: u32, term: u32) -> Entry {
    Entry {
        key: Key(word(if n.is_multiple_of(2) { "y" } else { "x" })),
        value: Value::Word(word(&alloc::format!("v{n}"))),
        write: OperationId { client: ClientId(0), number: n },
        term: Term::numbered(term),
        change: Change::Write,
        knows: Knows::default(),
    }
}

fn written(n: u32) -> Journal {
    let mut journal = Journal::default();
    (1..=n).for_each(|n| _ = journal.push(entry(n, 1)));
    journal
}

/// The rows that the entries up to a position produce, computed from scratch.
fn rows_at(position: u32) -> Rows {
    let mut rows = Rows::new();
    (1..=position).for_each(|n| apply(&mut rows, &Tables::default(), n.into(), &entry(n, 1)));
    rows
}

#[test]
fn rows_follow_from_the_applied_entries() {
    for (end, applied, cut) in
        (0..9).flat_map(|e| (0..=e).flat_map(move |a| (0..=e).map(move |c| (e, a, c))))
    {
        let mut journal = written(end);
        journal.apply_up_to(applied.into(), BY).for_each(drop);
        assert_eq!(*journal.rows(), rows_at(applied));
        journal.truncate(cut.into());
        assert_eq!(journal.end(), u64::from(cut));
        assert_eq!(*journal.rows(), rows_at(applied.min(cut)), "{end} {applied} {cut}");
    }
}

#[test]
fn a_crash_loses_unflushed_entries() {
    let mut journal = written(3);
    journal.flush();
    journal.push(entry(4, 1));
    journal.apply_up_to(4, BY).for_each(drop);
    let durable = journal.durable();
    assert_eq!((durable.end(), durable.applied()), (3, 3));
    assert_eq!(*durable.rows(), rows_at(3));
}

/// Shortening the log changes no position, term or row.
#[test]
fn shortening_preserves_positions_terms_and_rows() {
    for retain in 1..6 {
        let mut journal = Journal::default();
        for n in 1..=40 {
            journal.push(entry(n, 1 + n / 10));
            journal.flush();
            journal.apply_up_to(n.into(), BY).for_each(drop);
            journal.shorten(retain);
            assert_eq!(journal.end(), u64::from(n));
            assert!(journal.end() - journal.start() <= 2 * retain);
            for position in journal.start().max(1)..=journal.end() {
                assert_eq!(journal.term_at(position).number(), 1 + position as u32 / 10);
            }
            assert_eq!(*journal.rows(), rows_at(n));
            let mut cut = journal.clone();
            cut.truncate(journal.start());
            assert_eq!(*cut.rows(), rows_at(journal.start() as u32));
        }
    }
}

#[test]
fn unflushed_entries_are_not_dropped() {
    let mut journal = written(9);
    journal.apply_up_to(9, BY).for_each(drop);
    assert!(!journal.shorten(1));
    assert_eq!(journal.start(), 0);
}
