//! What explains the page itself.

/// Instead of what just happened, until the program runs.
pub const PREPARING: &str =
    "The program is being loaded. The buttons are being prepared and work in a moment.";

/// Keys and what they do.
pub const KEYS: [(&str, &str); 7] = [
    ("space", "play, pause"),
    ("→", "one step forward"),
    ("←", "one step back"),
    ("Home, End", "to the first step, to the last one"),
    ("+, -", "faster, slower"),
    ("Esc", "close what is in front, pick nothing"),
    ("?", "this list"),
];

/// How to read the picture: a word, and what it means.
pub const SIGNS: [(&str, &str); 7] = [
    ("Colour", "is which write: the same on chips, log cells, envelopes and arrows."),
    ("Pill", "a message that carries a value; outlined: an answer or a question."),
    ("Card", "a replica: what it knows, and nothing that no message told it."),
    ("Dashed card", "a crashed replica: what is left on its disk."),
    ("Dotted red line", "a link that is cut; an envelope that fades is lost on its way."),
    ("Bar on a client's lane", "an operation, from the request to the answer."),
    ("✓ ✕ ? …", "ok, failed, unknown (it may have happened), still waiting."),
];

/// What can be picked, for a panel in which nothing is.
pub const GUIDE: [(&str, &str); 4] = [
    ("A replica", "crash, pause, skew its clock, read, write"),
    ("A link", "cut one way or both ways, heal"),
    ("An envelope", "hold, drop, copy, deliver now"),
    ("A client", "write and read whatever you like"),
];

/// Said below the guide.
pub const BRANCHES: &str =
    "Whatever you do in the past starts a branch; what happened before is kept.";

/// What speed 1× means.
pub const SPEED: &str = "At 1×, one second shows 100 ms of the simulation";

/// Said of what a replica shows.
pub const KNOWS: &str = "It knows only what messages told it.";

/// Said when nothing has happened.
pub const BEGIN: &str = "Nothing has happened yet.";

/// Said of a run's text, before a command.
pub const TRACE: &str = "Until you act in it, the same is printed by";

/// The same for a run without an end.
pub const TRACE_ENDLESS: &str =
    "As far as it has been worked out. Until you act in it, the same begins what is printed by";

/// Said above the table of what breaks.
pub const BREAKS: &str = "Can a setting break a promise? A search went through the runs of small \
     programs, then drew random ones. Each ✕ is a run that breaks the promise in so many steps: \
     follow it to see how.";

/// Said below it, before a link to the file.
pub const BREAKS_BOUNDS: &str =
    "“None” is no proof: it holds within the bounds of the search. They are in";

/// Said while it is on its way.
pub const BREAKS_COMING: &str = "The table is on its way.";

/// Said if it did not come.
pub const BREAKS_MISSING: &str = "The table could not be fetched. Close this and try again.";
