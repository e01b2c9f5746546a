//! Texts that explain the page itself.

/// Shown in place of the last step until the program runs.
pub const PREPARING: &str =
    "The program is loading. The buttons are being prepared and work in a moment.";

/// Keys and their effects.
pub const KEYS: [(&str, &str); 7] = [
    ("space", "play, pause"),
    ("→", "one step forward"),
    ("←", "one step back"),
    ("Home, End", "to the first or the last step"),
    ("+, -", "faster, slower"),
    ("Esc", "close the dialog, or clear the selection"),
    ("?", "this list"),
];

/// The legend of the picture: a sign and its meaning.
pub const SIGNS: [(&str, &str); 7] = [
    ("Colour", "identifies a write: the same on chips, log cells, envelopes and arrows."),
    ("Pill", "a message that carries a value; outlined: an answer or a question."),
    ("Card", "a replica, with what it has learned from messages and nothing else."),
    ("Dashed card", "a crashed replica: what is left on its disk."),
    ("Dotted red line", "a link that is cut. An envelope that fades is lost in transit."),
    ("Bar on a client's lane", "an operation, from the request to the answer."),
    ("✓ ✕ ? …", "ok, failed, unknown (it may have happened), still waiting."),
];

/// What can be selected; shown while nothing is.
pub const GUIDE: [(&str, &str); 4] = [
    ("A replica", "crash, pause, skew its clock, read, write"),
    ("A link", "cut one way or both ways, heal"),
    ("An envelope", "hold, drop, copy, deliver now"),
    ("A client", "write and read whatever you like"),
];

/// Shown below the guide.
pub const BRANCHES: &str = "Acting in the past starts a new branch; the old one is kept.";

/// The meaning of speed 1×.
pub const SPEED: &str = "At 1×, one second shows 100 ms of the simulation";

/// Shown above the state of a replica.
pub const KNOWS: &str = "A replica knows only what messages told it.";

/// Shown before the first step.
pub const BEGIN: &str = "Nothing has happened yet.";

/// Shown above a run's text, before the command that prints it.
pub const TRACE: &str = "Until you act in the run, the same text is printed by";

/// The same for a run without an end.
pub const TRACE_ENDLESS: &str =
    "The run so far. Until you act in it, the same text begins the output of";

/// Shown above the table of broken promises.
pub const BREAKS: &str = "Can a setting break a promise? A search enumerated the runs of small \
     programs, then tried random ones. Each ✕ links to a run that breaks the promise; the number \
     is its length in steps.";

/// Shown below the table, before a link to its file.
pub const BREAKS_BOUNDS: &str =
    "“None” is not a proof: the promise holds within the bounds of the search, which are in";

/// Shown while the table is being fetched.
pub const BREAKS_COMING: &str = "The table is loading.";

/// Shown if the table could not be fetched.
pub const BREAKS_MISSING: &str = "The table could not be fetched. Close this and try again.";
