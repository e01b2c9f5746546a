//! The story of a scenario, in one language.

use super::{LinkError, Source};
use replicarium::scenario::{
    Story,
    library::{Entry, Lang},
};
use std::rc::Rc;

/// The text of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryText {
    /// The scenario.
    pub entry: &'static Entry,
    /// The language.
    pub lang: Lang,
    /// The text.
    pub text: Rc<str>,
}

/// A story, and the language in which it is told.
#[derive(Clone, Debug)]
pub struct Told {
    /// The language.
    pub lang: Lang,
    /// The story.
    pub story: Rc<Story>,
}

impl StoryText {
    /// Reads the story.
    ///
    /// # Errors
    /// Why the text is not a story.
    pub fn read(&self) -> Result<Told, LinkError> {
        let story = self
            .text
            .parse::<Story>()
            .map_err(|error| LinkError::Unreadable(self.entry.name.into(), error.into()))?;
        Ok(Told { lang: self.lang, story: Rc::new(story) })
    }

    /// The story that the program carries: that of the first scenario.
    pub fn carried(source: &Source, lang: Lang) -> Option<Self> {
        let Source::Scenario(entry) = *source else { return None };
        let text = source.carried_story(lang)?.into();
        Some(Self { entry, lang, text })
    }
}
