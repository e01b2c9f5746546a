//! Stories: what happens in the run of a scenario, told in beats.
//!
//! ```text
//! title 장애 복구가 확인된 쓰기를 잃는다
//! @50ms Client 1 writes **name = Kim**.
//! when c1 is told ok for name=Kim: A says “ok” before B has the entry.
//! when B leads: B is promoted. It has never heard of Kim.
//! source DDIA, chapter 5, “Leader failure: Failover”.
//! ```
//!
//! A line is a beat: its cue, and a sentence or two. A **cue** is a moment of the run, or a condition that a step of
//! the run makes true. Every language has a file of its own with the same cues.

use super::{
    error::{Expected, ParseError},
    lex::{Line, Token},
    words,
};
use crate::{
    history::{Operation, Outcome},
    id::{ClientId, NodeId},
    kv::{Key, Value},
    sim::{Executed, Trace, World},
    time::Instant,
    view::{NodeView, Role, Status, Version},
};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, str::FromStr};

type Read<T> = Result<T, ParseError>;

/// A scenario's run, told in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// The title in this language; `None` in the English story, whose title is the scenario's.
    pub title: Option<String>,
    /// The beats, in the order in which they happen; at least one and at most [`Story::BEATS`].
    pub beats: Vec<Beat>,
    /// What a reader may try.
    pub attempt: Option<String>,
    /// The text that the scenario follows, for example a section of a book.
    pub source: Option<String>,
}

/// A sentence or two about one step of a run. `**bold**` words and `*terms*` of the glossary are the only markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    /// When it happens.
    pub cue: Cue,
    /// What is told.
    pub text: String,
}

/// When a beat happens: at a moment, or at the step that makes a condition true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    /// The first step at this time: `@54ms`.
    At(Instant),
    /// The node becomes a leader: `when B leads`.
    Leads(NodeId),
    /// The node is not running any more: `when A is down`.
    Down(NodeId),
    /// The node runs again: `when A is back`.
    Back(NodeId),
    /// Reads of the node return this value, perhaps as one of several: `when B has Kim`.
    Has(NodeId, Value),
    /// Reads of the node do not return this value any more: `when A loses Kim`.
    Loses(NodeId, Value),
    /// A write of the client ends like this: `when c1 is told ok for name=Kim`.
    Told(ClientId, Answer, Option<Subject>),
    /// A read of the client returns this: `when c1 reads milk`.
    Reads(ClientId, Answered),
}

/// How a write ends for its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It happened.
    Ok,
    /// It did not happen.
    Failed,
    /// It may have happened.
    Unknown,
}

/// What a write is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A key, or the table of an insert: `for name`.
    Key(Key),
    /// A write of this value: `for name=Kim`.
    Write(Key, Value),
}

/// What a read returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// This value.
    Value(Value),
    /// No value.
    Nothing,
    /// Siblings, this number of them.
    Siblings(u16),
}

impl Story {
    /// The maximal number of beats.
    pub const BEATS: usize = 6;

    /// The step of each beat: the first one, after that of the beat before it, at which its cue happens. `None` for
    /// the first beat that does not happen in the run, and for those after it.
    #[must_use]
    pub fn steps(&self, trace: &Trace) -> Vec<Option<u32>> {
        let mut steps = Vec::new();
        let mut beats = self.beats.iter().map(|beat| beat.cue);
        let mut next = beats.next();
        let mut was = next.is_some_and(|cue| cue.is_so(&trace.seek(0)));
        trace.replay(0, trace.len(), &mut |executed| {
            let Some(cue) = next else { return };
            if cue.happens(executed, was) {
                steps.push(Some(executed.number));
                next = beats.next();
            }
            was = next.is_some_and(|cue| cue.is_so(executed.world));
        });
        steps.resize(self.beats.len(), None);
        steps
    }
}

impl Cue {
    /// Whether it happens at a step; `was` says whether its condition was true before.
    fn happens(self, executed: &Executed<'_>, was: bool) -> bool {
        match self {
            Self::At(at) => executed.step.at == at,
            Self::Leads(_) | Self::Down(_) | Self::Back(_) | Self::Has(..) | Self::Loses(..) => {
                !was && self.is_so(executed.world)
            }
            Self::Told(client, answer, subject) => {
                ended(executed, client).any(|(write, outcome)| {
                    write.request.is_write()
                        && Answer::of(outcome) == answer
                        && subject.is_none_or(|subject| subject.is_of(write))
                })
            }
            Self::Reads(client, answered) => {
                ended(executed, client).any(|(_, outcome)| Answered::of(outcome) == Some(answered))
            }
        }
    }

    /// Whether its condition is true in a world. What is no condition of a world never is.
    fn is_so(self, world: &World) -> bool {
        let is =
            |id, test: &dyn Fn(&NodeView) -> bool| world.outline(id, 0).is_some_and(|n| test(&n));
        match self {
            Self::Leads(id) => is(id, &|node| runs(node) && node.replica.role == Role::Leader),
            Self::Down(id) => is(id, &|node| !runs(node)),
            Self::Back(id) => is(id, &runs),
            Self::Has(id, value) => is(id, &|node| has(node, value)),
            Self::Loses(id, value) => is(id, &|node| !has(node, value)),
            Self::At(_) | Self::Told(..) | Self::Reads(..) => false,
        }
    }
}

fn runs(node: &NodeView) -> bool {
    node.status == Status::Running
}

fn has(node: &NodeView, value: Value) -> bool {
    node.replica.rows.iter().any(|row| match &row.version {
        Version::Siblings(siblings, _) => siblings.iter().any(|sibling| sibling.value == value),
        Version::Position(_) | Version::Stamp(_) | Version::Vector(..) | Version::Merged(_) => {
            row.value == value
        }
    })
}

/// The operations of a client that ended at a step.
fn ended<'a>(
    executed: &Executed<'a>,
    client: ClientId,
) -> impl Iterator<Item = (&'a Operation, Outcome)> {
    let history = executed.history;
    let ended = executed.log.happenings.iter().filter_map(|happening| happening.ended());
    let of_client = ended.filter(move |(id, _)| id.client == client);
    of_client.filter_map(|(id, outcome)| Some((history.operation(id)?, outcome)))
}

impl Answer {
    /// What an outcome is to its client.
    #[must_use]
    pub const fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Written
            | Outcome::Inserted(_)
            | Outcome::Read(_)
            | Outcome::Answered(_)
            | Outcome::Uncommitted
            | Outcome::Siblings(_) => Self::Ok,
            Outcome::Failed(_) => Self::Failed,
            Outcome::Unknown(_) => Self::Unknown,
        }
    }
}

impl Subject {
    fn is_of(self, operation: &Operation) -> bool {
        let request = operation.request;
        match self {
            Self::Key(key) => request.key() == key,
            Self::Write(key, value) => {
                request.key() == key && request.value().or(request.update()) == Some(value)
            }
        }
    }
}

impl Answered {
    fn of(outcome: Outcome) -> Option<Self> {
        match outcome {
            Outcome::Read(Some(found)) if !found.value.is_tombstone() => {
                Some(Self::Value(found.value))
            }
            Outcome::Answered(Some(rows)) => Some(Self::Value(rows)),
            Outcome::Read(_) | Outcome::Answered(None) => Some(Self::Nothing),
            Outcome::Siblings(n) => Some(Self::Siblings(n)),
            Outcome::Written
            | Outcome::Inserted(_)
            | Outcome::Uncommitted
            | Outcome::Failed(_)
            | Outcome::Unknown(_) => None,
        }
    }
}

impl FromStr for Story {
    type Err = ParseError;

    fn from_str(text: &str) -> Read<Self> {
        let mut story = Self::default();
        let mut end = 1;
        for (n, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            end = n + 1;
            story.line(&mut Line::prose(end, text))?;
        }
        match story.beats.is_empty() {
            true => Err(Line::prose(end, "").token().error(Expected::Missing("@ or when"))),
            false => Ok(story),
        }
    }
}

impl Story {
    fn line(&mut self, line: &mut Line<'_>) -> Read<()> {
        let name = line.peek();
        match name.text {
            "title" => once(&mut self.title, "title", line),
            "try" => once(&mut self.attempt, "try", line),
            "source" => once(&mut self.source, "source", line),
            _ => {
                let cue = cue(line)?;
                if self.beats.len() == Self::BEATS {
                    return Err(name.not("at most 6 beats"));
                }
                self.beats.push(Beat { cue, text: prose(line)? });
                Ok(())
            }
        }
    }
}

fn once(slot: &mut Option<String>, what: &'static str, line: &mut Line<'_>) -> Read<()> {
    let name = line.token();
    match slot.replace(prose(line)?) {
        None => Ok(()),
        Some(_) => Err(name.error(Expected::Once(what))),
    }
}

/// The rest of a line.
fn prose(line: &mut Line<'_>) -> Read<String> {
    match line.is_done() {
        true => Err(line.token().not("a sentence")),
        false => Ok(line.rest().to_string()),
    }
}

fn cue(line: &mut Line<'_>) -> Read<Cue> {
    let first = line.token();
    if first.text.starts_with('@') {
        let at = words::length(first.part(1, first.text.len()))?;
        return Ok(Cue::At(Instant(at.0)));
    }
    if first.text != "when" {
        return Err(first.not("title, @, when, try or source"));
    }
    let mut condition = Condition { line, ended: false };
    let cue = condition.cue()?;
    match condition.ended {
        true => Ok(cue),
        false => Err(line.token().not("a colon after the condition, as in “when B leads:”")),
    }
}

/// The words after `when`, up to the one that ends with a colon.
struct Condition<'a, 'b> {
    line: &'a mut Line<'b>,
    ended: bool,
}

impl<'b> Condition<'_, 'b> {
    /// The next word without its colon; an empty one after the colon.
    fn word(&mut self) -> Token<'b> {
        if self.ended {
            return self.line.peek().part(0, 0);
        }
        let token = self.line.token();
        self.ended = token.text.ends_with(':');
        token.part(0, token.text.trim_end_matches(':').len())
    }

    fn cue(&mut self) -> Read<Cue> {
        let subject = self.word();
        match subject.text.starts_with('c') {
            true => self.client(words::client(subject)?),
            false => self.node(words::node(subject)?),
        }
    }

    fn node(&mut self, node: NodeId) -> Read<Cue> {
        let verb = self.word();
        match verb.text {
            "leads" => Ok(Cue::Leads(node)),
            "has" => Ok(Cue::Has(node, words::value(self.word())?)),
            "loses" => Ok(Cue::Loses(node, words::value(self.word())?)),
            "is" => {
                let state = self.word();
                match state.text {
                    "down" => Ok(Cue::Down(node)),
                    "back" => Ok(Cue::Back(node)),
                    _ => Err(state.not("down or back")),
                }
            }
            _ => Err(verb.not("leads, has, loses or is")),
        }
    }

    fn client(&mut self, client: ClientId) -> Read<Cue> {
        let verb = self.word();
        match verb.text {
            "reads" => self.answered().map(|answered| Cue::Reads(client, answered)),
            "is" => {
                let told = self.word();
                match told.text {
                    "told" => {}
                    _ => return Err(told.not("told")),
                }
                let answer = self.word();
                let answer = match answer.text {
                    "ok" => Answer::Ok,
                    "failed" => Answer::Failed,
                    "unknown" => Answer::Unknown,
                    _ => return Err(answer.not("ok, failed or unknown")),
                };
                Ok(Cue::Told(client, answer, self.subject()?))
            }
            _ => Err(verb.not("reads or is")),
        }
    }

    fn answered(&mut self) -> Read<Answered> {
        let first = self.word();
        if self.ended {
            return match first.text {
                "nothing" => Ok(Answered::Nothing),
                _ => words::value(first).map(Answered::Value),
            };
        }
        let number = first.number("a number of siblings")?;
        let noun = self.word();
        match noun.text {
            "siblings" => Ok(Answered::Siblings(number)),
            _ => Err(noun.not("siblings")),
        }
    }

    fn subject(&mut self) -> Read<Option<Subject>> {
        if self.ended {
            return Ok(None);
        }
        let preposition = self.word();
        if preposition.text != "for" {
            return Err(preposition.not("for, or a colon after the condition"));
        }
        let subject = self.word();
        Ok(Some(match subject.text.contains('=') {
            true => {
                let (key, value) = words::key_and_value(subject)?;
                Subject::Write(key, value)
            }
            false => Subject::Key(words::key(subject)?),
        }))
    }
}

impl fmt::Display for Cue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(at) => write!(f, "@{at}"),
            Self::Leads(node) => write!(f, "when {node} leads"),
            Self::Down(node) => write!(f, "when {node} is down"),
            Self::Back(node) => write!(f, "when {node} is back"),
            Self::Has(node, value) => write!(f, "when {node} has {value}"),
            Self::Loses(node, value) => write!(f, "when {node} loses {value}"),
            Self::Told(client, answer, subject) => {
                let answer = match answer {
                    Answer::Ok => "ok",
                    Answer::Failed => "failed",
                    Answer::Unknown => "unknown",
                };
                write!(f, "when {client} is told {answer}")?;
                match subject {
                    None => Ok(()),
                    Some(Subject::Key(key)) => write!(f, " for {key}"),
                    Some(Subject::Write(key, value)) => write!(f, " for {key}={}", value.quoted()),
                }
            }
            Self::Reads(client, Answered::Value(value)) => write!(f, "when {client} reads {value}"),
            Self::Reads(client, Answered::Nothing) => write!(f, "when {client} reads nothing"),
            Self::Reads(client, Answered::Siblings(n)) => {
                write!(f, "when {client} reads {n} siblings")
            }
        }
    }
}
