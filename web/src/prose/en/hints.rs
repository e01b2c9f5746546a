//! What the page says for itself, not of a run.

use replicarium::mode::Mode;

/// The obvious thing to try in a mode: what, and what to look at.
pub const fn hint(mode: Mode) -> &'static str {
    match mode {
        Mode::SingleLeader => "Kill the leader: writes fail, while reads go on.",
        Mode::MultiLeader => "Cut two leaders off from each other: both go on taking writes.",
        Mode::Leaderless => "Kill a replica: while enough others answer, no client notices.",
    }
}

/// The same where clients merge what they are told.
pub const MERGES: &str = "Let a client that has not read the cart add something: both values stay, until somebody merges them.";

/// The same where something is down or cut already.
pub const MEND: &str = "See what still works; then mend it, and watch who catches up.";

/// A link is too long.
pub const fn link_too_long() -> &'static str {
    "This link is longer than any link of this page, so the first scenario is open instead."
}

/// A link names a scenario that does not exist.
pub fn link_scenario(name: &str) -> String {
    format!("There is no scenario named “{name}”, so the first one is open instead.")
}

/// A link names a recorded run that cannot be fetched.
pub fn link_run(name: &str) -> String {
    format!("No recorded run named “{name}” can be fetched, so the first scenario is open instead.")
}

/// A scenario that cannot be fetched.
pub fn link_offline(title: &str) -> String {
    format!("“{title}” could not be fetched. Check the connection, and choose it again.")
}

/// A file that is not a scenario or a recorded run.
pub fn link_unreadable(name: &str, why: &str) -> String {
    format!("“{name}” cannot be read ({why}), so the first scenario is open instead.")
}

/// A link names a step that is no number.
pub fn link_step(step: &str) -> String {
    format!("“{step}” is not a number of steps, so the first scenario is open instead.")
}

/// A part of a link means nothing.
pub fn link_part(part: &str) -> String {
    format!(
        "The link says “{part}”, which means nothing here, so the first scenario is open instead."
    )
}

/// Nothing more will happen by itself.
pub const fn over() -> &'static str {
    "Nothing more will happen by itself. Let a client ask for something, or step back."
}

/// There are too many branches.
pub const fn branches() -> &'static str {
    "There are as many branches as the page keeps. Open the scenario again to start afresh."
}
