//! Mutants of replication logs: what travels of statements is changed on its way into a follower.

use super::{
    broken::{At, Fault, In, fault},
    single,
};
use crc::{CRC_32_ISCSI, Crc};
use replicarium::{
    kv::{Reply, Request, Turn},
    replica::{Input, Out},
    store::record::{Field, Format, Part, Record},
};
use single::{Change, Entry, Message, Node};

/// What a follower hears, with each record replaced by what `change` makes of it.
fn with_records(input: In<Node>, change: impl Fn(&Entry, &Record) -> Change) -> Vec<In<Node>> {
    let Input::Message(from, Message::Append { term, mut batch, before, committed }) = input else {
        return vec![input];
    };
    for entry in &mut batch.entries {
        if let Change::Tables(record) = &entry.change {
            entry.change = change(entry, record);
        }
    }
    vec![Input::Message(from, Message::Append { term, batch, before, committed })]
}

/// The places of the events of a record of rows, begin and commit included.
fn events(record: &Record) -> Vec<usize> {
    let fields = record.fields().expect("a record that was sent");
    let is_event = |field: &&Field| field.part == Part::Event;
    fields.iter().filter(is_event).map(|field| field.at).collect()
}

fn is(record: &Record, format: Format) -> bool {
    record.format() == Some(format)
}

fn tables(bytes: &[&[u8]]) -> Change {
    Change::Tables(Record::received(&bytes.concat()))
}

fault! {
    /// A follower executes statements with its own clock and seed, although those of the leader came along.
    ForgetsClockAndSeed() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            with_records(input, |_, record| tables(&[b"S\0", &record.bytes()[18..]]))
        }
    }
}

fault! {
    /// A follower applies the first event of a transaction without waiting for its commit.
    AppliesHalfATransaction() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            with_records(input, |_, record| match events(record)[..] {
                [_, _, second, _] => tables(&[&record.bytes()[..second], b"C"]),
                _ => Change::Tables(record.clone()),
            })
        }
    }
}

fault! {
    /// A follower applies each event of a transaction twice.
    AppliesEventsTwice() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            with_records(input, |_, record| match events(record)[..] {
                [_, first, .., commit] => {
                    let (bytes, events) = (record.bytes(), &record.bytes()[first..commit]);
                    tables(&[&bytes[..first], events, events, b"C"])
                }
                _ => Change::Tables(record.clone()),
            })
        }
    }
}

fault! {
    /// A follower ignores deletes.
    IgnoresDeletes() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            with_records(input, |_, record| match events(record)[..] {
                [_, first, _] if record.bytes()[first] == b'D' => tables(&[b"RBC"]),
                _ => Change::Tables(record.clone()),
            })
        }
    }
}

fault! {
    /// A follower does not make the triggers that the leader makes.
    ForgetsTheTrigger() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            with_records(input, |entry, record| match entry.value.as_str().contains("TRIGGER") {
                true => tables(&[b"S\0\0\0"]),
                false => Change::Tables(record.clone()),
            })
        }
    }
}

fault! {
    /// A page is damaged on its way, and the follower does not check the checksum.
    SkipsTheChecksum() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            with_records(input, |_, record| {
                assert!(is(record, Format::Wal));
                let mut bytes = record.bytes().to_vec();
                let fields = record.fields().expect("a record that was sent");
                let mut from = 0;
                for Field { part, at, length, .. } in fields {
                    if part == Part::Bytes
                        && let Some(kim) = bytes[at..at + length].windows(3).position(|it| it == b"Kim")
                    {
                        bytes[at + kim] = b'T';
                    } else if part == Part::Checksum {
                        let sum = Crc::<u32>::new(&CRC_32_ISCSI).checksum(&bytes[from..at]);
                        bytes[at..at + length].copy_from_slice(&sum.to_le_bytes());
                        from = at + length;
                    }
                }
                tables(&[&bytes])
            })
        }
    }
}

fault! {
    /// A leader ships each statement of an open transaction at once, without waiting for the commit.
    ShipsBeforeCommit() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Vec<In<Node>> {
            match input {
                Input::Request(id, Request::Transaction(key, text, Turn::Goes(_)), context) => {
                    vec![Input::Request(id, Request::Execute(key, text), context)]
                }
                Input::Request(id, Request::Transaction(..), _) => {
                    out.reply(id, Reply::Uncommitted);
                    Vec::new()
                }
                other => vec![other],
            }
        }
    }
}

fault! {
    /// A leader keeps the rows of a transaction that is rolled back.
    KeepsWhatIsRolledBack() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            match input {
                Input::Request(id, Request::Transaction(key, text, Turn::RollsBack(begun)), context) => {
                    let commits = Request::Transaction(key, text, Turn::Commits(begun));
                    vec![Input::Request(id, commits, context)]
                }
                other => vec![other],
            }
        }
    }
}
