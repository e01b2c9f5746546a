//! Links: the fragment of an address. It comes from outside, so nothing in it is trusted.
//!
//! ```text
//!   #scenario=first_look&w=1&seed=7&t=63ms        written by hand
//!   #v=1&scenario=first_look&do=1crwKA;1f8cSA&t=90ms&print=52a1…   with what a reader did
//! ```
//!
//! A part that is not understood is ignored, and a notice says so.

use super::{
    Act, Selection, StoryText,
    act::moment,
    escape::{escape, unescape},
    matrix,
    save::Found,
};
use crate::prose::{Lang, Words};
use replicarium::{
    check::Property,
    id::{Address, ClientId, EnvelopeId, NodeId},
    kv::{Key, Word},
    scenario::{
        ParseError, Scenario,
        library::{self, Entry},
    },
    sim::{Refusal, Setting, setup::SetupError},
    time::{Duration, Instant},
};
use std::rc::Rc;

/// A fragment has at most this many bytes.
pub const LIMIT: usize = 65_536;
/// The most settings that a link changes.
const SETTINGS: usize = 64;
/// The version of links that this page writes.
const VERSION: &str = "1";

/// What a link can open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A scenario.
    Scenario(&'static Entry),
    /// A recorded run, by the name of its file: lower-case letters, digits and hyphens.
    Run(Rc<str>),
    /// A setup that is in no library: its text, as that of a scenario.
    Setup(Rc<str>),
}

impl Source {
    /// Its name in links; that of a setup is empty.
    pub fn name(&self) -> &str {
        match self {
            Self::Scenario(entry) => entry.name,
            Self::Run(name) => name,
            Self::Setup(_) => "",
        }
    }

    /// The title of its story, or that of the scenario that was recorded.
    pub fn title(&self, scenario: &Scenario, lang: Lang) -> String {
        match self {
            Self::Scenario(entry) => entry.title.of(lang).into(),
            Self::Setup(_) if scenario.title.is_empty() => lang.texts().own_setup.into(),
            Self::Run(_) | Self::Setup(_) => scenario.title.clone(),
        }
    }

    /// Where its text is, beside the page.
    pub fn file(&self) -> Option<String> {
        match self {
            Self::Scenario(entry) => Some(scenario_file(entry)),
            Self::Run(name) => Some(matrix::file(name)),
            Self::Setup(_) => None,
        }
    }

    /// Its text, if it need not be fetched: that of a setup, and of the first scenario, which the program carries.
    pub fn carried(&self) -> Option<Rc<str>> {
        match self {
            Self::Setup(text) => Some(Rc::clone(text)),
            Self::Scenario(_) | Self::Run(_) => self.is_first().then(|| library::FIRST.into()),
        }
    }

    /// Its story in a language, if the program carries it: that of the first scenario.
    pub fn carried_story(&self, lang: Lang) -> Option<&'static str> {
        self.is_first().then_some(library::FIRST_STORY.of(lang))
    }

    fn is_first(&self) -> bool {
        *self == Self::Scenario(&library::ALL[0])
    }

    /// Why it cannot be opened if its text cannot be fetched.
    pub fn missing(&self) -> LinkError {
        match self {
            Self::Scenario(entry) => LinkError::Offline(entry),
            Self::Run(_) | Self::Setup(_) => LinkError::Run(self.name().into()),
        }
    }

    fn scenario(name: &str) -> Result<Self, LinkError> {
        let entry = library::find(name).ok_or_else(|| LinkError::Scenario(short(name)))?;
        Ok(Self::Scenario(entry))
    }

    fn run(name: &str) -> Result<Self, LinkError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        match !name.is_empty() && name.bytes().all(plain) {
            true => Ok(Self::Run(name.into())),
            false => Err(LinkError::Run(short(name))),
        }
    }

    /// A setup as it stands in a link: its lines, without the first one.
    fn setup(text: &str) -> Self {
        let lines = text.split(';').map(unescape);
        let lines: Vec<_> = [first_line().to_owned()].into_iter().chain(lines).collect();
        Self::Setup(lines.join("\n").into())
    }

    fn write(&self, into: &mut String) {
        let Self::Setup(text) = self else {
            let kind = if let Self::Run(_) = self { "run=" } else { "scenario=" };
            *into += kind;
            return *into += self.name();
        };
        *into += "setup=";
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        for (n, line) in lines.skip_while(|line| line.trim() == first_line()).enumerate() {
            if n > 0 {
                into.push(';');
            }
            escape(line, into);
        }
    }
}

/// The first line of every scenario, which setups in links leave out.
fn first_line() -> &'static str {
    library::FIRST.lines().next().unwrap_or_default()
}

/// Where the text of a scenario is, beside the page.
pub fn scenario_file(entry: &Entry) -> String {
    format!("scenarios/{}.scenario", entry.name)
}

/// Where the story of a scenario in a language is, beside the page.
pub fn story_file(entry: &Entry, lang: Lang) -> String {
    format!("stories/{}/{}.story", lang.code(), entry.name)
}

/// What a link leads to, with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The link.
    pub link: Link,
    /// What of it was not understood.
    pub ignored: Vec<LinkError>,
    /// The text of the scenario or of the recorded run.
    pub text: Rc<str>,
    /// Its story; only a scenario of the library has one.
    pub story: Option<StoryText>,
    /// What was done in it earlier.
    pub found: Found,
}

impl Loaded {
    /// A link with the text of what it leads to.
    pub fn of(link: Link, text: impl Into<Rc<str>>) -> Self {
        let (ignored, found) = (Vec::new(), Found::default());
        Self { link, ignored, text: text.into(), story: None, found }
    }
}

/// How the start of a run differs from what its source says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The seed.
    pub seed: Option<u64>,
    /// The number of clients.
    pub clients: Option<u16>,
    /// Settings, after those of the source.
    pub settings: Vec<Setting>,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it opens.
    pub source: Source,
    /// With these changes.
    pub changes: Changes,
    /// What its reader did, in order.
    pub acts: Vec<Act>,
    /// The branch that is shown; without one, that of the last act.
    pub branch: Option<usize>,
    /// The number of steps after which it is shown.
    pub step: Option<u32>,
    /// The moment at which it is shown. Without moment and step: after the last act, at the start of a scenario, at the end
    /// of a recorded run.
    pub at: Option<Instant>,
    /// The fingerprint of the run there.
    pub print: Option<u64>,
    /// What is selected.
    pub selection: Option<Selection>,
    /// The broken promise that is shown.
    pub lit: Option<Property>,
    /// Whether it asks to play at once.
    pub play: bool,
    /// The language of the page; without one, that of the reader.
    pub lang: Option<Lang>,
}

/// Why a link leads nowhere, or not quite where it should. The page has sentences of its own for these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The link is longer than every link of this page.
    #[error("the link is too long")]
    TooLong,
    /// A newer page wrote the link.
    #[error("links of version {0} are newer than this page")]
    Version(String),
    /// No scenario has this name.
    #[error("no scenario {0}")]
    Scenario(String),
    /// No recorded run has this name, or it cannot be fetched.
    #[error("no recorded run {0}")]
    Run(String),
    /// This scenario cannot be fetched.
    #[error("the scenario {name} cannot be fetched", name = .0.name)]
    Offline(&'static Entry),
    /// The scenario or run with this name cannot be parsed, for this reason.
    #[error("{0}: {1}")]
    Unreadable(String, TextError),
    /// This part of the link is unknown, or makes no sense.
    #[error("unknown part {0}")]
    Part(String),
    /// The run cannot start with this setting, for this reason.
    #[error("set {0}: {1}")]
    Setting(String, Box<Refusal>),
    /// This act cannot happen, for this reason.
    #[error("{0}")]
    Act(Refusal),
    /// The run is not the one that the link was made of: the engine has changed since.
    #[error("the run has another fingerprint")]
    Differs,
    /// The run was stopped after the most steps that a link may take.
    #[error("the run has too many steps")]
    TooManySteps,
}

/// Why the text of a scenario or a recorded run cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// It cannot be parsed.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// Its world cannot start.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

impl Link {
    /// The link to the first scenario.
    pub fn first() -> Self {
        Self::to(&library::ALL[0])
    }

    /// The link to a scenario.
    pub fn to(entry: &'static Entry) -> Self {
        Self::of(Source::Scenario(entry))
    }

    /// The link to the start of a scenario or setup, or to the end of a recorded run.
    pub fn of(source: Source) -> Self {
        Self {
            source,
            changes: Changes::default(),
            acts: Vec::new(),
            branch: None,
            step: None,
            at: None,
            print: None,
            selection: None,
            lit: None,
            play: false,
            lang: None,
        }
    }

    /// Whether it leads to no certain moment of a run.
    pub fn is_bare(&self) -> bool {
        self.step.is_none() && self.at.is_none() && self.acts.is_empty()
    }

    /// Reads a fragment, with its `#` or without. What of it makes no sense is ignored, and told.
    pub fn read(fragment: &str) -> (Self, Vec<LinkError>) {
        let text = fragment.strip_prefix('#').unwrap_or(fragment);
        let mut link = Self::first();
        if text.len() > LIMIT {
            return (link, vec![LinkError::TooLong]);
        }
        let mut ignored = Vec::new();
        for part in text.split('&').filter(|part| !part.is_empty()) {
            if let Err(error) = link.part(part) {
                ignored.push(error);
            }
        }
        (link, ignored)
    }

    fn part(&mut self, part: &str) -> Result<(), LinkError> {
        let unknown = || LinkError::Part(short(part));
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        match name {
            "v" if value == VERSION => {}
            "v" => return Err(LinkError::Version(short(value))),
            "scenario" => self.source = Source::scenario(value)?,
            "run" => self.source = Source::run(value)?,
            "setup" => self.source = Source::setup(value),
            "seed" => self.changes.seed = Some(value.parse().map_err(|_| unknown())?),
            "clients" => self.changes.clients = Some(value.parse().map_err(|_| unknown())?),
            "do" => {
                for act in value.split(';').filter(|act| !act.is_empty()) {
                    let unknown = || LinkError::Part(short(act));
                    self.acts.push(Act::read(act).ok_or_else(unknown)?);
                }
            }
            "branch" => {
                let number = value.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                self.branch = Some(number.ok_or_else(unknown)?);
            }
            "step" => self.step = Some(value.parse().map_err(|_| unknown())?),
            "t" => {
                let at = value.parse::<Duration>().ok().and_then(|at| moment(at.0));
                self.at = Some(at.ok_or_else(unknown)?);
            }
            "print" => {
                self.print = Some(u64::from_str_radix(value, 16).map_err(|_| unknown())?);
            }
            "pick" => self.selection = Some(selection(&unescape(value)).ok_or_else(unknown)?),
            "lit" => {
                let lit = Property::ALL.iter().find(|property| property.name() == value);
                self.lit = Some(*lit.ok_or_else(unknown)?);
            }
            "lang" => {
                let lang = Lang::ALL.into_iter().find(|lang| lang.code() == value);
                self.lang = Some(lang.ok_or_else(unknown)?);
            }
            "play" if part == "play" => self.play = true,
            _ => {
                let setting = format!("{name} {}", unescape(value)).parse::<Setting>();
                let has_room = self.changes.settings.len() < SETTINGS;
                self.changes.settings.push(setting.ok().filter(|_| has_room).ok_or_else(unknown)?);
            }
        }
        Ok(())
    }

    /// The fragment, with its `#`.
    pub fn fragment(&self) -> String {
        let mut text = String::from(if self.acts.is_empty() { "#" } else { "#v=1&" });
        self.source.write(&mut text);
        let mut part = |name: &str, value: &str| {
            text.push('&');
            escape(name, &mut text);
            text.push('=');
            text += value;
        };
        if let Some(seed) = self.changes.seed {
            part("seed", &seed.to_string());
        }
        if let Some(clients) = self.changes.clients {
            part("clients", &clients.to_string());
        }
        for setting in &self.changes.settings {
            let setting = setting.to_string();
            let (name, value) = setting.split_once(' ').unwrap_or((&setting, ""));
            part(name, &escaped(value));
        }
        if !self.acts.is_empty() {
            part("do", &acts(&self.acts));
        }
        if let Some(branch) = self.branch {
            part("branch", &(branch + 1).to_string());
        }
        if let Some(step) = self.step {
            part("step", &step.to_string());
        }
        if let Some(at) = self.at {
            part("t", &at.to_string());
        }
        if let Some(print) = self.print {
            part("print", &format!("{print:016x}"));
        }
        if let Some(selection) = self.selection {
            part("pick", &escaped(&selected(selection)));
        }
        if let Some(lit) = self.lit {
            part("lit", lit.name());
        }
        if let Some(lang) = self.lang {
            part("lang", lang.code());
        }
        if self.play {
            text += "&play";
        }
        text
    }
}

/// Acts as they stand in a link.
pub fn acts(acts: &[Act]) -> String {
    let mut text = String::new();
    for (n, act) in acts.iter().enumerate() {
        if n > 0 {
            text.push(';');
        }
        act.write(&mut text);
    }
    text
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    escape(text, &mut escaped);
    escaped
}

/// What is selected, as it stands in a link: `B`, `c1`, `e12`, `A>B`, `key:cart`.
fn selected(selection: Selection) -> String {
    match selection {
        Selection::Node(node) => node.to_string(),
        Selection::Client(client) => client.to_string(),
        Selection::Envelope(envelope) => envelope.to_string(),
        Selection::Link(from, to) => format!("{from}>{to}"),
        Selection::Key(key) => format!("key:{key}"),
    }
}

fn selection(text: &str) -> Option<Selection> {
    if let Some(key) = text.strip_prefix("key:") {
        return Some(Selection::Key(Key(Word::new(key).ok()?)));
    }
    if let Some((from, to)) = text.split_once('>') {
        return Some(Selection::Link(address(from)?, address(to)?));
    }
    if let Some(envelope) = text.strip_prefix('e') {
        return Some(Selection::Envelope(EnvelopeId(envelope.parse().ok()?)));
    }
    Some(match address(text)? {
        Address::Node(node) => Selection::Node(node),
        Address::Client(client) => Selection::Client(client),
        // A power switch is selected only as the end of a link.
        Address::Switch(_) => return None,
    })
}

fn address(text: &str) -> Option<Address> {
    if let Some(number) = text.strip_prefix('c') {
        let number = number.parse::<u16>().ok().filter(|n| (1..=ClientId::LIMIT).contains(n))?;
        return Some(ClientId(number - 1).into());
    }
    let (name, of): (_, fn(NodeId) -> Address) = match text.strip_suffix(".power") {
        Some(name) => (name, Address::Switch),
        None => (text, Address::Node),
    };
    match name.as_bytes() {
        [letter @ b'A'..=b'Z'] => Some(of(NodeId(u16::from(letter - b'A')))),
        _ => None,
    }
}

/// The beginning of a text, short enough to be quoted in a sentence.
fn short(text: &str) -> String {
    const SHOWN: usize = 40;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "link_tests.rs"]
mod tests;
