//! The modules that each module may import: the map of the house, as two tables.

use super::Finding;
use super::imports::{self, Path};
use super::source::Source;

/// A layer of modules.
struct Floor {
    name: &'static str,
    /// Modules below `src`, with their submodules: `view`, or `protocol/*/note` for one module of every
    /// protocol. A module belongs to the most specific place. Modules of one floor may import each other.
    places: &'static [&'static str],
    /// The floors or places that they may import.
    below: &'static [&'static str],
    /// Packages that they must not use.
    foreign: &'static [&'static str],
    /// What to do instead.
    instead: &'static str,
}

const CORE: &[Floor] = &[
    Floor {
        name: "primitives",
        places: &[
            "id", "time", "random", "log", "shared", "kv", "session", "history", "hash", "links",
            "decimal",
        ],
        below: &[],
        foreign: &[],
        instead: "primitives import only each other: move what is shared down to one of them",
    },
    Floor {
        name: "data",
        places: &["clock", "store", "quorum"],
        below: &["primitives"],
        foreign: &[],
        instead: "clocks, stores and quorums know nothing of replicas: pass values in",
    },
    Floor {
        name: "vocabulary",
        places: &["protocol/*/note", "protocol/*/tag", "protocol/*/view"],
        below: &["primitives", "data"],
        foreign: &[],
        instead: "what a protocol says is declared below its machinery: names, keys, times, clocks and what \
                  replicas keep are enough",
    },
    Floor {
        name: "contract",
        places: &["knob", "note", "tag", "view", "replica"],
        below: &["primitives", "data", "vocabulary"],
        foreign: &[],
        instead: "what every protocol promises cannot depend on one, nor on who runs it",
    },
    Floor {
        name: "protocol",
        places: &["protocol"],
        below: &["primitives", "data", "vocabulary", "contract"],
        foreign: &[],
        instead: "a replica knows only what messages told it: use `replica`, `note` and `view`, \
                  and `Env` for what it may ask",
    },
    Floor {
        name: "sim",
        places: &["sim"],
        below: &["primitives", "data", "contract"],
        foreign: &[],
        instead: "the simulation is generic over `Replica`: add to the trait, or do it in `mode`",
    },
    Floor {
        name: "check",
        places: &["check"],
        below: &["primitives", "note", "view"],
        foreign: &[],
        instead: "a checker sees histories, views and notes only: put what it needs into one",
    },
    Floor {
        name: "search",
        places: &["search"],
        below: &["primitives", "data", "contract", "sim", "check"],
        foreign: &[],
        instead: "a search works on any world: go through `sim`'s `World`",
    },
    Floor {
        name: "explain",
        places: &["explain", "review"],
        below: &["primitives", "data", "contract", "sim", "check"],
        foreign: &[],
        instead: "an explanation looks at a run and a witness: what a protocol means by it stands in its notes",
    },
    Floor {
        name: "remedy",
        places: &["remedy"],
        below: &["primitives", "data", "contract", "sim", "check", "search", "explain", "mode"],
        foreign: &[],
        instead: "a remedy replays and judges runs: go through `sim` and `review`",
    },
    Floor {
        name: "scenario",
        places: &["scenario"],
        below: &["primitives", "data", "contract", "sim", "check", "search", "mode"],
        foreign: &[],
        instead: "scenarios name protocols through `mode`, the only file that knows them all",
    },
    Floor {
        name: "mode",
        places: &["mode"],
        below: &[
            "primitives",
            "data",
            "contract",
            "protocol",
            "sim",
            "check",
            "search",
            "scenario",
        ],
        foreign: &[],
        instead: "this is a rule of tidy that should not have fired",
    },
];

const BROWSER: &[&str] = &["yew", "web_sys", "js_sys", "gloo", "wasm_bindgen"];

const WEB: &[Floor] = &[
    Floor {
        name: "layout",
        places: &["layout"],
        below: &[],
        foreign: BROWSER,
        instead: "layout is geometry: numbers in, numbers out, tested natively",
    },
    Floor {
        name: "prose",
        places: &["prose"],
        below: &[],
        foreign: BROWSER,
        instead: "prose turns data into words: return text, let a widget show it",
    },
    Floor {
        name: "session",
        places: &["session"],
        below: &["prose"],
        foreign: BROWSER,
        instead: "the session is plain state and a reducer: talk to the browser in session/hooks.rs",
    },
    Floor {
        name: "widget",
        places: &["widget"],
        below: &["layout", "prose", "session"],
        foreign: &[],
        instead: "a widget gets values and callbacks as props from whoever uses it",
    },
    Floor {
        name: "stage",
        places: &["stage"],
        below: &["widget", "layout", "prose", "session"],
        foreign: &[],
        instead: "stage, timeline and panel stand side by side: share through widget, layout or session",
    },
    Floor {
        name: "timeline",
        places: &["timeline"],
        below: &["widget", "layout", "prose", "session"],
        foreign: &[],
        instead: "stage, timeline and panel stand side by side: share through widget, layout or session",
    },
    Floor {
        name: "panel",
        places: &["panel"],
        below: &["widget", "layout", "prose", "session"],
        foreign: &[],
        instead: "stage, timeline and panel stand side by side: share through widget, layout or session",
    },
    Floor {
        name: "page",
        places: &["page"],
        below: &["panel", "stage", "timeline", "widget", "layout", "prose", "session"],
        foreign: &[],
        instead: "this is a rule of tidy that should not have fired",
    },
];

/// The files that use the browser for their floor.
const DOORS: &[&str] = &[
    "web/src/session/hooks.rs",
    "web/src/session/hooks/focus.rs",
    "web/src/session/hooks/keep.rs",
];

/// The findings of one file of `core` or `web`; other packages have no walls.
pub fn check(source: &Source) -> Vec<Finding> {
    let (src, floors) = match source.file {
        file if file.starts_with("core/src/") => ("core/src", CORE),
        file if file.starts_with("web/src/") && !file.starts_with("web/src/bin/") => {
            ("web/src", WEB)
        }
        _ => return Vec::new(),
    };
    let module = imports::module_of(source.file, src);
    // lib.rs, main.rs and tests may import everything.
    if module.is_empty() || source.is_test() {
        return Vec::new();
    }
    let Some(floor) = floor_of(floors, &module) else {
        let instead = "say in the tables of xtask/src/tidy/walls.rs what it may import";
        let found = format!("`{src}/{}` is not on the map", module[0]);
        return vec![Finding::new(1, found, instead)];
    };
    let judge = |path: Path| judge(source.file, &module, floors, floor, path);
    imports::paths(source, src).into_iter().filter_map(judge).collect()
}

fn judge(
    file: &str,
    module: &[String],
    floors: &[Floor],
    own: &Floor,
    path: Path,
) -> Option<Finding> {
    let first = path.segments.first()?;
    let found = format!("`{}` in {}", path.segments.join("::"), module[0]);
    if !path.local {
        let banned = own.foreign.iter().any(|name| is_package(first, name));
        let door = DOORS.contains(&file);
        return (banned && !door).then(|| Finding::new(path.line, found, own.instead));
    }
    if first.starts_with(char::is_uppercase) {
        let instead = "name the module that it comes from, so that the wall can be seen";
        return Some(Finding::new(path.line, found, instead));
    }
    let Some(floor) = floor_of(floors, &path.segments) else {
        // A function at the root, or a glob: all modules are on the map.
        return None;
    };
    let allowed = std::ptr::eq(floor, own)
        || own.below.contains(&floor.name)
        || own.below.contains(&first.as_str());
    if !allowed {
        return Some(Finding::new(path.line, found, own.instead));
    }
    let (here, there) = (protocol(module)?, protocol(&path.segments)?);
    let instead = "no protocol imports another: move what both need into clock, store or quorum";
    (here != there).then(|| Finding::new(path.line, found, instead))
}

/// The name of the protocol that a path leads into.
fn protocol(path: &[String]) -> Option<&str> {
    match path {
        [folder, name, ..] if folder == "protocol" => Some(name),
        _ => None,
    }
}

/// The floor whose place fits the most segments of a path.
fn floor_of<'a>(floors: &'a [Floor], path: &[String]) -> Option<&'a Floor> {
    let depth = |floor: &&Floor| {
        let fits = floor.places.iter().filter(|place| fits(place, path));
        fits.map(|place| place.split('/').count()).max()
    };
    floors.iter().filter(|floor| depth(floor).is_some()).max_by_key(depth)
}

/// Whether a path leads to a place or into it.
fn fits(place: &str, path: &[String]) -> bool {
    let mut path = path.iter();
    place.split('/').all(|part| path.next().is_some_and(|name| part == "*" || part == name))
}

/// `gloo` also stands for `gloo_events` and its other parts.
fn is_package(name: &str, package: &str) -> bool {
    name == package || (package == "gloo" && name.starts_with("gloo_"))
}

#[cfg(test)]
#[path = "walls_tests.rs"]
mod tests;
