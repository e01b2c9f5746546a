//! Links: the fragment of an address. It comes from outside, so nothing in it is trusted.

use super::{StoryText, matrix};
use crate::prose::Lang;
use replicarium::{
    scenario::{
        ParseError, Scenario,
        library::{self, Entry},
    },
    sim::setup::SetupError,
};
use std::rc::Rc;

/// A fragment has at most this many bytes.
const LIMIT: usize = 500;

/// What a link can open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A scenario.
    Scenario(&'static Entry),
    /// A recorded run, by the name of its file: lower-case letters, digits and hyphens.
    Run(Rc<str>),
}

impl Source {
    /// Its name in links.
    pub fn name(&self) -> &str {
        match self {
            Self::Scenario(entry) => entry.name,
            Self::Run(name) => name,
        }
    }

    /// The title of its story, or that of the scenario that was recorded.
    pub fn title(&self, scenario: &Scenario, lang: Lang) -> String {
        match self {
            Self::Scenario(entry) => entry.title.of(lang).into(),
            Self::Run(_) => scenario.title.clone(),
        }
    }

    /// Where its text is, beside the page.
    pub fn file(&self) -> String {
        match self {
            Self::Scenario(entry) => scenario_file(entry),
            Self::Run(name) => matrix::file(name),
        }
    }

    /// Its text, if the program carries it: that of the first scenario.
    pub fn carried(&self) -> Option<&'static str> {
        self.is_first().then_some(library::FIRST)
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
            Self::Run(name) => LinkError::Run(name.to_string()),
        }
    }

    fn run(name: &str) -> Result<Self, LinkError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        match !name.is_empty() && name.bytes().all(plain) {
            true => Ok(Self::Run(name.into())),
            false => Err(LinkError::Run(short(name))),
        }
    }
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
    /// The text of the scenario or of the recorded run.
    pub text: Rc<str>,
    /// Its story; a recorded run has none.
    pub story: Option<StoryText>,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it opens.
    pub source: Source,
    /// The number of steps after which it is shown. Without one, a scenario is shown from its start, a
    /// recorded run at its end.
    pub step: Option<u32>,
    /// Whether it asks to play at once.
    pub play: bool,
    /// The language of the page; without one, that of the reader.
    pub lang: Option<Lang>,
}

/// Why a link leads nowhere. The page has sentences of its own for these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The link is longer than every link of this page.
    #[error("the link is too long")]
    TooLong,
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
    /// This is not a number of steps.
    #[error("{0} is no number of steps")]
    Step(String),
    /// This part of the link is unknown.
    #[error("unknown part {0}")]
    Part(String),
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
        Self { source: Source::Scenario(entry), step: None, play: false, lang: None }
    }

    /// Reads a fragment, with its `#` or without.
    ///
    /// # Errors
    /// What of it makes no sense.
    pub fn parse(fragment: &str) -> Result<Self, LinkError> {
        let text = fragment.strip_prefix('#').unwrap_or(fragment);
        if text.len() > LIMIT {
            return Err(LinkError::TooLong);
        }
        let mut link = Self::first();
        for part in text.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("scenario", name)) => {
                    let unknown = || LinkError::Scenario(short(name));
                    link.source = Source::Scenario(library::find(name).ok_or_else(unknown)?);
                }
                Some(("run", name)) => link.source = Source::run(name)?,
                Some(("step", number)) => {
                    let step = number.parse().map_err(|_| LinkError::Step(short(number)))?;
                    link.step = Some(step);
                }
                Some(("lang", code)) => {
                    let known = Lang::ALL.into_iter().find(|lang| lang.code() == code);
                    link.lang = Some(known.ok_or_else(|| LinkError::Part(short(part)))?);
                }
                None if part == "play" => link.play = true,
                _ => return Err(LinkError::Part(short(part))),
            }
        }
        Ok(link)
    }

    /// The fragment, with its `#`.
    pub fn fragment(&self) -> String {
        let mut text = match &self.source {
            Source::Scenario(entry) => format!("#scenario={}", entry.name),
            Source::Run(name) => format!("#run={name}"),
        };
        if let Some(step) = self.step {
            text += "&step=";
            text += &step.to_string();
        }
        if self.play {
            text += "&play";
        }
        if let Some(lang) = self.lang {
            text += "&lang=";
            text += lang.code();
        }
        text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_back_to_itself() {
        let scenarios = library::ALL.iter().map(Source::Scenario);
        for source in scenarios.chain([Source::Run("leaderless-w1-r1-causal".into())]) {
            for step in [None, Some(0), Some(41)] {
                for play in [false, true] {
                    for lang in [None, Some(Lang::En), Some(Lang::Ko)] {
                        let link = Link { source: source.clone(), step, play, lang };
                        assert_eq!(Link::parse(&link.fragment()), Ok(link));
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_leads_to_the_first_scenario() {
        assert_eq!(Link::parse(""), Ok(Link::first()));
        assert_eq!(Link::parse("#"), Ok(Link::first()));
    }

    #[test]
    fn nonsense_is_told_apart() {
        let long = "x".repeat(LIMIT + 1);
        let cases = [
            ("#scenario=atlantis", LinkError::Scenario("atlantis".into())),
            ("#run=", LinkError::Run(String::new())),
            ("#run=../secret", LinkError::Run("../secret".into())),
            ("#run=a%2Fb", LinkError::Run("a%2Fb".into())),
            ("#run=a-b&step=x", LinkError::Step("x".into())),
            ("#scenario=first_look&step=-1", LinkError::Step("-1".into())),
            ("#step=99999999999999999999", LinkError::Step("99999999999999999999".into())),
            ("#<script>", LinkError::Part("<script>".into())),
            ("#play=yes", LinkError::Part("play=yes".into())),
            ("#lang=tlh", LinkError::Part("lang=tlh".into())),
            (long.as_str(), LinkError::TooLong),
        ];
        for (fragment, error) in cases {
            assert_eq!(Link::parse(fragment), Err(error), "{fragment}");
        }
        let LinkError::Part(quoted) = Link::parse(&"é".repeat(100)).unwrap_err() else { panic!() };
        assert_eq!(quoted.chars().count(), 41);
    }
}
