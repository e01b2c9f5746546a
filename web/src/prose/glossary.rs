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

impl Glossary {
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
    fn another_file_is_no_glossary() {
        for text in
            ["", "<!doctype html>", "| a | b |\n| - | - |\n", "| a | b |\n| - | - |\n| c | d |\n"]
        {
            assert_eq!(Glossary::parse(text), None, "{text}");
        }
    }
}
