//! The reader's glossary: docs/glossary.md, a table of terms in both languages.

use super::Lang;

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    terms: [String; 2],
    meanings: [String; 2],
}

impl Entry {
    /// The term in a language, in the other one, and its explanation.
    pub fn of(&self, lang: Lang) -> (&str, &str, &str) {
        let (own, other) = match lang {
            Lang::En => (0, 1),
            Lang::Ko => (1, 0),
        };
        (&self.terms[own], &self.terms[other], &self.meanings[own])
    }
}

/// All terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glossary(pub Vec<Entry>);

/// Whether an item of the list of terms in a cell is this word: itself, without the English word that stands in
/// brackets behind a Korean one, or with an English plural's `s`. Case does not count.
fn names(item: &str, word: &str) -> bool {
    let is = |word: &str| {
        item.eq_ignore_ascii_case(word)
            || item.split_once('(').is_some_and(|(before, _)| before == word)
    };
    is(word) || word.strip_suffix('s').is_some_and(is)
}

impl Glossary {
    /// What a word means, in a language. The word may be of any language.
    pub fn meaning(&self, word: &str, lang: Lang) -> Option<&str> {
        let has = |cell: &String| cell.split(", ").any(|item| names(item, word));
        let entry = self.0.iter().find(|entry| entry.terms.iter().any(has))?;
        Some(entry.of(lang).2)
    }

    /// Where the file is, beside the page.
    pub const FILE: &str = "glossary.md";

    /// Reads the file; nothing if it is some other file.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
        // The head of the table, and the line below it.
        rows.next()?;
        rows.next()?;
        let entry = |row: &str| {
            let mut cells = row.split(" | ").map(str::to_owned);
            let mut next = || cells.next();
            Some(Entry { terms: [next()?, next()?], meanings: [next()?, next()?] })
        };
        let entries: Option<Vec<Entry>> = rows.map(entry).collect();
        entries.filter(|entries| !entries.is_empty()).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use replicarium::scenario::{Story, library};
    use std::collections::BTreeSet;

    const FILE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/glossary.md"));

    #[test]
    fn the_glossary_is_a_table_in_both_languages() {
        let Glossary(entries) = Glossary::parse(FILE).expect("it is a glossary");
        assert!(entries.len() > 30);
        for entry in &entries {
            for lang in Lang::ALL {
                let (term, other, means) = entry.of(lang);
                assert!(means.ends_with('.') && !term.is_empty() && !other.is_empty(), "{entry:?}");
                let is_korean = means.chars().any(|c| ('가'..='힣').contains(&c));
                assert_eq!(is_korean, lang == Lang::Ko, "{means}");
            }
        }
        let hint = entries.iter().find(|entry| entry.terms[0].contains("hinted handoff"));
        assert_eq!(hint.map(|entry| entry.of(Lang::Ko).1), Some("stand-in, hinted handoff, hint"));
    }

    #[test]
    fn a_word_is_found_by_itself_in_the_plural_and_without_its_english() {
        let glossary = Glossary::parse(FILE).expect("it is a glossary");
        let hint = glossary.meaning("hint", Lang::En);
        assert!(hint.is_some_and(|means| means.starts_with("A node keeps a write for a home")));
        for word in ["hints", "Hint", "stand-ins", "hinted handoff", "힌트"] {
            assert_eq!(glossary.meaning(word, Lang::En), hint, "{word}");
        }
        let korean = glossary.meaning("힌트", Lang::Ko);
        assert_eq!(glossary.meaning("hint", Lang::Ko), korean);
        assert_ne!(korean, hint);
        let sibling = glossary.meaning("형제 값", Lang::Ko);
        assert!(sibling.is_some() && sibling == glossary.meaning("형제 값(sibling)", Lang::Ko));
        for word in ["", "s", "hin", "hintss", "A node", "값", "형제"] {
            assert_eq!(glossary.meaning(word, Lang::En), None, "{word}");
        }
    }

    /// The words that a story marks, without those of its source, which are titles.
    fn marked(entry: &library::Entry, lang: Lang) -> Vec<String> {
        let story: Story = entry.story(lang).parse().expect("it is a story");
        let texts = story.beats.into_iter().map(|beat| beat.text).chain(story.attempt);
        let slanted = |text: String| {
            let plain: String = text.split("**").step_by(2).collect();
            plain.split('*').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
        };
        texts.flat_map(slanted).collect()
    }

    #[test]
    fn every_term_of_a_story_is_explained_once_and_in_both_languages() {
        let glossary = Glossary::parse(FILE).expect("it is a glossary");
        let mut terms = 0;
        for entry in library::ALL {
            let [english, korean] = Lang::ALL.map(|lang| {
                let words = marked(entry, lang);
                terms += words.len();
                let means = words.iter().map(|word| {
                    let means = glossary.meaning(word, lang);
                    means.unwrap_or_else(|| {
                        panic!("{}: *{word}* is not in the glossary", entry.name)
                    });
                    glossary.meaning(word, Lang::En)
                });
                let mut means: Vec<_> = means.collect();
                means.sort_unstable();
                let distinct: BTreeSet<&String> = words.iter().collect();
                assert_eq!(distinct.len(), words.len(), "{}: {words:?}", entry.name);
                means
            });
            assert_eq!(english, korean, "{} explains other terms in Korean", entry.name);
        }
        assert!(terms > 150, "{terms}");
    }

    #[test]
    fn another_file_is_no_glossary() {
        for text in
            ["", "<!doctype html>", "| a | b |\n| - | - |\n", "| a | b |\n| - | - |\n| c | d |\n"]
        {
            assert_eq!(Glossary::parse(text), None, "{text}");
        }
    }
}
