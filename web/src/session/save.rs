//! Saves: what a browser keeps of sessions in which something was done, each under a key of its own, so that two tabs do not
//! overwrite each other.
//!
//! A save is a moment of real time and the fragment of a link. One that another goes on from is removed: it has the same
//! acts, and more.

use super::{Link, LinkError, Source};
use std::{cmp::Reverse, rc::Rc};

/// The keys of saves begin with this.
pub const PREFIX: &str = "replicarium-save-";
/// The keys of saves that could not be read.
pub const ASIDE: &str = "replicarium-damaged-";
/// The most saves that are kept.
const KEPT: usize = 20;

/// A session that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Save {
    /// Its key.
    pub key: String,
    /// When it was saved, in ms.
    pub when: u64,
    /// What was open.
    pub link: Link,
}

/// What is found at the opening of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The newest session that may be continued.
    pub link: Option<Rc<Link>>,
    /// Whether a save could not be read and was set aside.
    pub damaged: bool,
}

impl Save {
    /// The text under the key.
    pub fn text(&self) -> String {
        format!("{} {}", self.when, self.link.fragment())
    }

    /// Reads a save; nothing if it is damaged. A newer page may have saved more than this one understands.
    pub fn read(key: &str, text: &str) -> Option<Self> {
        let (when, fragment) = text.split_once(' ')?;
        let (link, ignored) = Link::read(fragment);
        let is_newer = ignored.iter().any(|it| matches!(it, LinkError::Version(_)));
        let is_whole = is_newer || (ignored.is_empty() && !link.acts.is_empty());
        let when = when.parse().ok().filter(|_| is_whole)?;
        Some(Self { key: key.into(), when, link })
    }

    /// Whether this session goes on from another one.
    fn goes_on_from(&self, other: &Self) -> bool {
        let (mine, its) = (&self.link, &other.link);
        let is_other = self.key != other.key;
        let same_start = mine.source == its.source && mine.changes == its.changes;
        is_other && same_start && mine.acts.starts_with(&its.acts)
    }
}

/// The newest save of a source, or of any.
pub fn newest<'a>(saves: &'a [Save], source: Option<&Source>) -> Option<&'a Save> {
    let wanted = |save: &&Save| source.is_none_or(|source| save.link.source == *source);
    saves.iter().filter(wanted).max_by_key(|save| save.when)
}

/// The keys of saves that are not needed once `new` is saved: what it goes on from, and the oldest ones.
pub fn surplus<'a>(saves: &'a [Save], new: &Save) -> Vec<&'a str> {
    let others = saves.iter().filter(|save| save.key != new.key);
    let (past, mut kept): (Vec<_>, Vec<_>) = others.partition(|save| new.goes_on_from(save));
    kept.sort_by_key(|save| Reverse(save.when));
    let old = kept.into_iter().skip(KEPT - 1);
    past.into_iter().chain(old).map(|save| save.key.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn save(key: &str, when: u64, fragment: &str) -> Save {
        Save::read(key, &format!("{when} {fragment}")).unwrap()
    }

    const ONE: &str = "#scenario=first_look&do=1crwKA&t=90ms";
    const TWO: &str = "#scenario=first_look&do=1crwKA;2crwSA&t=95ms";
    const OTHER: &str = "#scenario=first_look&do=1crwKB&t=90ms";

    #[test]
    fn a_save_reads_back() {
        let save = save("a", 7, ONE);
        assert_eq!(Save::read("a", &save.text()), Some(save));
    }

    #[test]
    fn damaged_saves_are_told_from_whole_ones() {
        for text in [
            "",
            "7",
            "seven #scenario=first_look&do=1crwKA",
            "7 #scenario=atlantis&do=1crwKA",
            "7 #scenario=first_look&do=1cr",
            "7 #scenario=first_look",
            "7 {\"acts\":[]}",
        ] {
            assert_eq!(Save::read("a", text), None, "{text}");
        }
        assert!(Save::read("a", "7 #v=9&scenario=first_look&acts=all").is_some());
    }

    #[test]
    fn the_newest_save_of_a_story_is_offered() {
        let story = "#scenario=stale_follower_read&do=1crwKA";
        let saves = [save("a", 5, ONE), save("b", 9, story), save("c", 7, OTHER)];
        let key = |source: Option<&Source>| newest(&saves, source).map(|save| save.key.as_str());
        assert_eq!(key(None), Some("b"));
        assert_eq!(key(Some(&Link::first().source)), Some("c"));
        assert_eq!(key(Some(&Source::Run("a-b".into()))), None);
    }

    #[test]
    fn two_tabs_do_not_overwrite_each_other() {
        let saves = [save("a", 5, ONE), save("b", 6, OTHER)];
        // A session that goes on from a save replaces it, and no other.
        assert_eq!(surplus(&saves, &save("c", 7, TWO)), ["a"]);
        assert_eq!(surplus(&saves, &save("b", 7, TWO)), ["a"]);
        // One that is behind replaces none.
        let ahead = [save("a", 5, TWO)];
        assert_eq!(surplus(&ahead, &save("c", 7, ONE)), [] as [&str; 0]);
    }

    #[test]
    fn the_oldest_saves_make_room() {
        let other = |n: u64| save(&n.to_string(), n, &format!("#scenario=first_look&do={n}KB"));
        let saves: Vec<Save> = (1..=25).map(other).collect();
        let gone = surplus(&saves, &save("new", 99, ONE));
        assert_eq!(gone, ["6", "5", "4", "3", "2", "1"]);
    }
}
