//! The settings of the matrix in which values merge: what is shipped, along which links, over which network.

use super::{
    rows::{CALM, HARD, PLAN, Plan},
    settings::{Heading, Setting},
};
use replicarium::kv::{Key, Request, Value, Word};

/// The updates of programs, by name.
const UPDATES: &[(&str, &str, &str)] = &[
    ("count", "n", "pn-counter increment 1"),
    ("add", "s", "or-set add a"),
    ("remove", "s", "or-set remove a"),
    ("type", "t", "sequence insert 0 ab"),
    ("erase", "t", "sequence delete 0 1"),
];

/// The request for an update.
pub fn request(name: &str) -> Request {
    let found = UPDATES.iter().find(|(it, ..)| *it == name);
    let (_, key, words) = found.unwrap_or_else(|| panic!("no update is called {name}"));
    let key = Key(Word::new(key).expect("a word"));
    Request::Update(key, Value::new(words).expect("a short text"))
}

static MERGING: Plan = Plan {
    searches: &[
        ("merge:count merge:count | merge:count", CALM),
        ("merge:add merge:remove | merge:add", CALM),
        ("merge:type merge:erase | merge:type", CALM),
        ("merge:count | merge:count", HARD),
        ("merge:add merge:remove", HARD),
        ("merge:type | merge:type", HARD),
    ],
    states: 3_000,
    seeds: 150,
    drawn: &[
        "merge:count merge:add | merge:count merge:remove",
        "merge:type merge:type | merge:type merge:count",
        "merge:add merge:remove | merge:add | merge:remove merge:add",
    ],
    ..PLAN
};

const SHIPS: [(&str, &str); 3] =
    [("state", "ships states"), ("delta", "ships deltas"), ("ops", "ships operations")];
const TOPOLOGIES: [(&str, &str); 3] = [
    ("all-to-all", "all to all"),
    ("circular", "a ring of leaders"),
    ("star", "a star of leaders"),
];
const NETWORKS: [(&str, &str, &str); 2] = [
    ("", "", ""),
    (
        "-lossy",
        "; a tenth of the messages is lost, and a tenth doubled",
        "set loss 100000ppm\nset duplication 100000ppm\n",
    ),
];

/// What is shipped × topology × network.
pub fn crossed() -> (Heading, Vec<Setting>) {
    let kind = "Multi-leader, values that merge";
    let mut settings = Vec::new();
    for (ships, title) in SHIPS {
        for (topology, along) in TOPOLOGIES {
            for (suffix, network, lines) in NETWORKS {
                settings.push(Setting {
                    name: format!("multi-leader-merge-{ships}-{topology}{suffix}"),
                    family: "multi-leader-merge".into(),
                    kind: kind.into(),
                    title: format!("{title}; {along}{network}"),
                    mode: format!(
                        "mode multi-leader\nnodes 3\nset resolution merge\nset ships {ships}\n\
                         set topology {topology}\n{lines}"
                    ),
                    skew: false,
                    writes: |client| ["A", "B", "C"][client % 3],
                    reads: |client| ["A", "B", "C"][client % 3],
                    plan: &MERGING,
                });
            }
        }
    }
    let title = format!("{kind}: what is shipped, topology and network crossed");
    (Heading { title, folded: true }, settings)
}
