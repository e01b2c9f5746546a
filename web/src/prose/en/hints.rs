//! Hints and notices of the page.

use replicarium::mode::Mode;

/// A first experiment for a mode, and what to look for.
pub const fn hint(mode: Mode) -> &'static str {
    match mode {
        Mode::SingleLeader => "Kill the leader: writes fail, while reads go on.",
        Mode::MultiLeader => "Cut two leaders off from each other: both go on taking writes.",
        Mode::Leaderless => "Kill a replica: while enough others answer, no client notices.",
    }
}

/// A first experiment where clients merge siblings.
pub const MERGES: &str = "Let a client that has not read the cart add an item: both values stay until a client merges them.";

/// Shown while a node is down or a link is cut.
pub const MEND: &str = "See what still works. Then repair it, and watch the replicas catch up.";

/// A link that is too long.
pub const fn link_too_long() -> &'static str {
    "This link is longer than any link of this page, so the first scenario is open instead."
}

/// A link to a scenario that does not exist.
pub fn link_scenario(name: &str) -> String {
    format!("There is no scenario named “{name}”, so the first one is open instead.")
}

/// A link to a recorded run that cannot be fetched.
pub fn link_run(name: &str) -> String {
    format!("The recorded run “{name}” cannot be fetched, so the first scenario is open instead.")
}

/// A scenario that cannot be fetched.
pub fn link_offline(title: &str) -> String {
    format!("“{title}” could not be fetched. Check the connection, and choose it again.")
}

/// A file that is not a scenario or a recorded run.
pub fn link_unreadable(name: &str, why: &str) -> String {
    format!("“{name}” cannot be read ({why}), so the first scenario is open instead.")
}

/// A link whose step is not a number.
pub fn link_step(step: &str) -> String {
    format!("“{step}” is not a number of steps, so the first scenario is open instead.")
}

/// A link with an unknown part.
pub fn link_part(part: &str) -> String {
    format!("The link has an unknown part “{part}”, so the first scenario is open instead.")
}

/// The run has ended.
pub const fn over() -> &'static str {
    "Nothing more will happen by itself. Let a client make a request, or step back."
}

/// The page keeps no more branches.
pub const fn branches() -> &'static str {
    "The page keeps no more branches. Open the scenario again to start over."
}
