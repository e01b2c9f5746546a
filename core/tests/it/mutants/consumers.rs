//! Mutants of consumers, and of what a leader tells them.

use super::{
    broken::{At, Does, Fault, In, fault},
    single,
};
use replicarium::{
    replica::{Effect, Env, Input, Out},
    store::Batch,
};
use single::{
    Config, Entry, Message, Node, Recording,
    consuming::{Changes, Item, Mark, Source, What},
};

fault! {
    /// A consumer records its position before it has applied what it has read, although it is to do so after.
    RecordsTooEarly() of Node {
        fn config(config: &Config) -> Config {
            Config { consumer_records: Recording::Before, ..config.clone() }
        }
    }
}

/// Adds the entries to an answer that follow it.
fn with(mut changes: Changes, batch: &Batch<Entry>) -> Changes {
    let first = changes.end.position + 1;
    for (position, entry) in (batch.after + 1..).zip(&batch.entries) {
        if position == first + changes.items.len() as u64 && changes.after == changes.end {
            let what = What::Value(entry.key, entry.value);
            changes.items.push(Item { position, write: entry.write, what });
        }
    }
    let term = batch.entries.last().map_or(changes.end.term, |entry| entry.term);
    let position = changes.items.last().map_or(changes.end.position, |item| item.position);
    changes.end = Mark { source: Source::Log, term, position };
    changes
}

fault! {
    /// A leader tells consumers what it has sent to its followers, before it is committed.
    TellsTheUncommitted(Vec<Batch<Entry>>) of Node {
        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            match effect {
                Effect::Send(to, Message::Changes(changes)) => {
                    let changes = self.0.iter().fold(*changes, with);
                    vec![Effect::Send(to, Message::Changes(Box::new(changes)))]
                }
                Effect::Send(_, Message::Append { ref batch, .. }) => {
                    if !batch.entries.is_empty() && !self.0.contains(batch) {
                        self.0.push(batch.clone());
                    }
                    vec![effect]
                }
                _ => vec![effect],
            }
        }
    }
}

fault! {
    /// A consumer that gets all rows keeps those that are not among them.
    KeepsWhatIsGone() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Vec<In<Node>> {
            match input {
                Input::Message(from, Message::Changes(mut changes)) => {
                    changes.whole = false;
                    vec![Input::Message(from, Message::Changes(changes))]
                }
                _ => vec![input],
            }
        }
    }
}
