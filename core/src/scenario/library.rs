//! The scenarios that come with the engine.
//!
//! [`ALL`] lists them with what a reader chooses by: topic, name, title and mode. Title and mode are read
//! from the files at compile time. The texts are a table of their own, so that a program which lists
//! scenarios without reading them does not carry the texts.

use crate::mode::Mode;

/// A scenario by its file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The heading that lists it; empty if it is not meant for readers.
    pub topic: &'static str,
    /// The file's name without its ending; also its name in links.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its protocol.
    pub mode: Mode,
}

impl Entry {
    /// The file.
    #[must_use]
    pub fn text(&self) -> &'static str {
        let found = TEXTS.iter().find(|(name, _)| *name == self.name);
        found.map_or("", |(_, text)| text)
    }
}

macro_rules! library {
    ($($topic:literal { $($name:literal,)* })*) => {
        /// All scenarios, in the order in which they are best read.
        pub const ALL: &[Entry] = &[
            $($({
                const TEXT: &str = text!($name);
                // A copy: a part of the text would keep all of it in the program.
                const TITLE: [u8; line(TEXT, "title ").1] = copy(TEXT, line(TEXT, "title ").0);
                Entry { topic: $topic, name: $name, title: utf8(&TITLE), mode: mode(TEXT) }
            },)*)*
        ];

        const TEXTS: &[(&str, &str)] = &[$($(($name, text!($name)),)*)*];
    };
}

macro_rules! text {
    ($name:literal) => {
        include_str!(concat!("../../scenarios/", $name, ".scenario"))
    };
}

/// The text of the first scenario, which the page opens with.
pub const FIRST: &str = text!("first_look");

/// Where the rest of the line that starts with `word` begins, and its length in bytes.
const fn line(text: &str, word: &str) -> (usize, usize) {
    let text = text.as_bytes();
    let mut start = 0;
    while start < text.len() {
        let mut end = start;
        while end < text.len() && text[end] != b'\n' {
            end += 1;
        }
        if starts_with(text, start, word.as_bytes()) {
            let rest = start + word.len();
            return (rest, end - rest);
        }
        start = end + 1;
    }
    panic!("a scenario of the library has no title or no mode");
}

const fn starts_with(text: &[u8], start: usize, word: &[u8]) -> bool {
    let mut n = 0;
    while n < word.len() {
        if start + n >= text.len() || text[start + n] != word[n] {
            return false;
        }
        n += 1;
    }
    true
}

const fn copy<const N: usize>(text: &str, from: usize) -> [u8; N] {
    let mut bytes = [0; N];
    let mut n = 0;
    while n < N {
        bytes[n] = text.as_bytes()[from + n];
        n += 1;
    }
    bytes
}

const fn utf8(bytes: &'static [u8]) -> &'static str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("a line of a UTF-8 text is UTF-8"),
    }
}

const fn mode(text: &str) -> Mode {
    let (from, length) = line(text, "mode ");
    let mut n = 0;
    while n < Mode::ALL.len() {
        let name = Mode::ALL[n].name().as_bytes();
        if name.len() == length && starts_with(text.as_bytes(), from, name) {
            return Mode::ALL[n];
        }
        n += 1;
    }
    panic!("a scenario of the library has a mode that does not exist");
}

library! {
    "Single leader: what readers see" {
        "first_look",
        "stale_follower_read",
        "other_device_misses_the_write",
        "apply_lag_read_is_stale",
        "acknowledge_applied_reads_your_writes",
    }
    "Single leader: whom a write waits for" {
        "semi_sync_promotes_next",
        "synchronous_follower_blocks_writes",
        "semi_sync_goes_on_alone",
        "acknowledge_received_but_not_stored",
        "flush_window_loses_the_tail",
    }
    "Single leader: followers catch up" {
        "follower_catches_up",
        "follower_catches_up_after_cut",
        "new_follower_joins_under_load",
        "snapshot_resumes_after_cut",
        "log_too_short_needs_a_snapshot",
    }
    "Single leader: who leads next" {
        "manual_promotion",
        "planned_shutdown_hands_over",
        "controller_fails_over",
        "sentinels_agree",
        "election_prefers_the_longer_log",
        "election_needs_a_majority",
        "majority_failover_keeps_every_write",
        "timeout_too_short_needless_failovers",
        "timeout_too_long_downtime",
    }
    "Single leader: what failover breaks" {
        "async_failover_loses_acknowledged_write",
        "old_leaders_writes_are_kept_aside",
        "numbers_are_given_twice",
        "controller_cut_off_makes_two_leaders",
        "split_brain_diverges",
        "term_fences_the_old_leader",
        "stonith_kills_one",
        "stonith_kills_both",
    }
    "Multi-leader" {
        "leaders_converge_after_a_cut",
    }
    "Leaderless: quorums" {
        "quorum_one_replica_down",
        "keys_on_a_ring",
        "quorums_do_not_overlap",
        "concurrent_writes_last_one_wins",
        "skewed_clocks_lose_a_write",
        "equal_timestamps",
        "write_on_too_few_is_not_rolled_back",
        "read_during_a_write",
        "unlucky_timing",
        "the_client_coordinates",
        "two_data_centres",
    }
    "Leaderless: repair" {
        "read_repair",
        "read_repair_before_the_answer",
        "sloppy_quorum_and_hints",
        "read_misses_the_hints",
        "hint_comes_too_late",
        "hint_holders_leave",
        "anti_entropy",
        "nobody_reads_and_it_is_lost",
        "anti_entropy_keeps_what_nobody_reads",
        "restored_from_an_old_replica",
        "delete_leaves_a_tombstone",
        "zombie_after_a_short_grace",
    }
    "Leaderless: siblings" {
        "siblings_instead_of_a_lost_write",
        "cart_of_two_clients",
        "one_vector_for_all_siblings",
        "a_dot_for_every_write",
        "union_brings_items_back",
        "removed_items_stay_removed",
    }
    "" {
        "bench_50_in_flight",
    }
}

/// The scenario with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    #[test]
    fn title_and_mode_are_those_of_the_parsed_text() {
        for entry in ALL {
            let scenario: Scenario = entry.text().parse().unwrap();
            assert_eq!(
                (entry.title, entry.mode),
                (&*scenario.title, scenario.mode),
                "{}",
                entry.name
            );
        }
    }

    #[test]
    fn the_first_text_is_that_of_the_first_entry() {
        assert_eq!(FIRST, ALL[0].text());
    }
}
