//! Acts: what a reader did, as links and the undo of the page keep it.
//!
//! A run is what its scenario tells, the steps that its reader chose, and what the scheduler does by itself. So an act is
//! the chosen steps and their exact place. In a link:
//!
//! ```text
//!   1crwKA                 at 1crw (63 212 µs, in base 36), after all steps of that moment: crash A
//!   1crw.2KA               after the first two of the steps of that moment
//!   1crwCA~B/CB~A         two actions at once, which are undone at once
//!   _1crwW1Acart=milk      on a new branch: c1 write cart=milk via A
//!   2:1crwEe12             on the second branch; without a number on the branch of the act before
//!   _1crwJVw~3             what if: on a new branch, the same choices up to there with w 3 from the start
//!   _1crwFz0CA~B           what if: the same choices without cut A>B, which happened at z0
//!   @63ms+crash+A          as in scenario files, for links that are written by hand
//! ```

use super::escape::{self, escape, unescape};
use crate::prose::{Lang, Words};
use replicarium::{
    id::NodeId,
    remedy::Change,
    sim::{Action, By, Step},
    time::{Duration, Instant},
};

/// What a reader did at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The branch on which it was done; `None` for that of the act before.
    pub on: Option<usize>,
    /// Whether it began a branch.
    pub forks: bool,
    /// The moment.
    pub at: Instant,
    /// The number of steps of this moment that came before it; `None` for all.
    pub after: Option<u32>,
    /// What was done.
    pub edit: Edit,
}

/// What a reader did to a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Actions, one after the other.
    Act(Vec<Action>),
    /// A change of the run from its start: its branch has the same choices otherwise.
    Change(Change),
}

impl Edit {
    /// What a button says that takes it back.
    #[must_use]
    pub fn told(&self, lang: Lang) -> String {
        match self {
            Self::Act(actions) => {
                actions.first().map_or_else(String::new, |&action| lang.done(action))
            }
            Self::Change(change) => lang.change(change),
        }
    }

    /// The steps that it chooses at a moment.
    #[must_use]
    pub fn steps(&self, at: Instant) -> Vec<Step> {
        let Self::Act(actions) = self else { return Vec::new() };
        actions.iter().map(|&action| Step { at, by: By::Reader, action }).collect()
    }
}

/// The latest moment in a link: a day.
pub const LATEST: Instant = Instant(86_400_000_000);

/// The letter for each verb of scenario files.
const VERBS: [(char, &str); 22] = [
    ('R', "read"),
    ('W', "write"),
    ('D', "delete"),
    ('I', "insert"),
    ('E', "deliver"),
    ('X', "drop"),
    ('U', "duplicate"),
    ('H', "hold"),
    ('G', "release"),
    ('K', "crash"),
    ('S', "restart"),
    ('Z', "wipe"),
    ('P', "pause"),
    ('Q', "resume"),
    ('C', "cut"),
    ('M', "heal"),
    ('T', "skew"),
    ('N', "join"),
    ('L', "leave"),
    ('B', "promote"),
    ('Y', "shutdown"),
    ('V', "set"),
];
/// Before the words of any other action.
const OTHER: char = 'O';
/// Before the settings of a change.
const CHANGED: char = 'J';
/// Before the moment of acts that a change leaves out, and these.
const WITHOUT: char = 'F';
/// The verbs of clients are the first ones.
const REQUESTS: usize = 4;

impl Act {
    /// Appends the act as it stands in a link.
    pub fn write(&self, into: &mut String) {
        if let Some(on) = self.on {
            *into += &(on + 1).to_string();
        }
        match (self.forks, self.on) {
            (true, _) => into.push('_'),
            (false, Some(_)) => into.push(':'),
            (false, None) => {}
        }
        escape::number(self.at.0, into);
        if let Some(after) = self.after {
            into.push('.');
            escape::number(after.into(), into);
        }
        match &self.edit {
            Edit::Act(actions) => write_actions(actions.iter().copied(), into),
            Edit::Change(Change::Set(settings)) => {
                into.push(CHANGED);
                write_actions(settings.iter().map(|&it| Action::Configure(it)), into);
            }
            Edit::Change(Change::Without(at, actions)) => {
                into.push(WITHOUT);
                escape::number(at.0, into);
                write_actions(actions.iter().copied(), into);
            }
        }
    }

    /// Reads an act as it stands in a link.
    pub fn read(text: &str) -> Option<Self> {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let (on, forks, rest) = match (&text[..text.len() - rest.len()], rest.split_at_checked(1)) {
            ("", Some(("_", rest))) => (None, true, rest),
            (_, Some((mark @ ("_" | ":"), after))) => {
                let on = text[..text.len() - rest.len()].parse::<usize>().ok()?;
                (Some(on.checked_sub(1)?), mark == "_", after)
            }
            _ => (None, false, text),
        };
        if let Some(by_hand) = rest.strip_prefix('@') {
            let words = unescape(by_hand);
            let (at, action) = words.split_once(' ')?;
            let at = moment(at.parse::<Duration>().ok()?.0)?;
            let edit = Edit::Act(vec![action.parse().ok()?]);
            return Some(Self { on, forks, at, after: None, edit });
        }
        let end = rest.find(|c: char| c.is_ascii_uppercase()).unwrap_or(rest.len());
        let (place, edit) = rest.split_at(end);
        let (at, after) = match place.split_once('.') {
            Some((at, after)) => (at, Some(escape::read_number(after)?.try_into().ok()?)),
            None => (place, None),
        };
        let at = moment(escape::read_number(at)?)?;
        Some(Self { on, forks, at, after, edit: read_edit(edit)? })
    }
}

fn read_edit(text: &str) -> Option<Edit> {
    if let Some(settings) = text.strip_prefix(CHANGED) {
        let setting = |action| {
            let Action::Configure(setting) = action else { return None };
            Some(setting)
        };
        let settings = read_actions(settings)?.into_iter().map(setting);
        return Some(Edit::Change(Change::Set(settings.collect::<Option<_>>()?)));
    }
    let Some(left_out) = text.strip_prefix(WITHOUT) else {
        return Some(Edit::Act(read_actions(text)?));
    };
    let (at, actions) = left_out.split_at(left_out.find(|c: char| c.is_ascii_uppercase())?);
    let at = moment(escape::read_number(at)?)?;
    Some(Edit::Change(Change::Without(at, read_actions(actions)?)))
}

/// At least one action.
fn read_actions(text: &str) -> Option<Vec<Action>> {
    let actions = text.split('/').filter(|action| !action.is_empty());
    let actions = actions.map(read_action).collect::<Option<Vec<_>>>()?;
    (!actions.is_empty()).then_some(actions)
}

fn write_actions(actions: impl Iterator<Item = Action>, into: &mut String) {
    for (n, action) in actions.enumerate() {
        if n > 0 {
            into.push('/');
        }
        write_action(action, into);
    }
}

/// A moment of a link. Later ones are no moments of any run.
pub fn moment(micros: u64) -> Option<Instant> {
    Some(Instant(micros)).filter(|&at| at <= LATEST)
}

fn write_action(action: Action, into: &mut String) {
    let (text, client) = if let Action::Invoke { client, via, request } = action {
        (request.to_string(), Some((client, via)))
    } else {
        (action.to_string(), None)
    };
    let (verb, rest) = text.split_once(' ').unwrap_or((&text, ""));
    let Some((letter, _)) = VERBS.iter().find(|(_, word)| *word == verb) else {
        into.push(OTHER);
        return escape(&text, into);
    };
    into.push(*letter);
    if let Some((client, via)) = client {
        *into += &(client.0 + 1).to_string();
        match via == NodeId::of_client(client) {
            true => into.push('.'),
            false => *into += &via.to_string(),
        }
    }
    escape(rest, into);
}

fn read_action(text: &str) -> Option<Action> {
    if let Some(words) = text.strip_prefix(OTHER) {
        return unescape(words).parse().ok();
    }
    let letter = text.chars().next()?;
    let verb = VERBS.iter().position(|(it, _)| *it == letter)?;
    let (rest, word) = (&text[1..], VERBS[verb].1);
    if verb >= REQUESTS {
        return format!("{word} {}", unescape(rest)).parse().ok();
    }
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let (client, rest) = rest.split_at(digits);
    let via = rest.chars().next()?;
    let row = unescape(&rest[via.len_utf8()..]);
    let client = format!("c{client}");
    let via = if via == '.' { client.clone() } else { via.into() };
    [client.as_str(), word, &row, "via", &via].join(" ").parse().ok()
}
