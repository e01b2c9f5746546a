//! The scenarios that come with the engine.
//!
//! [`ALL`] lists them with what a reader chooses by: topic, name, title and mode. Titles and mode are read
//! from the files at compile time: the English title from the scenario, the other from the story. The texts are
//! tables of their own, so that a program which lists scenarios without reading them does not carry the texts.

use crate::mode::Mode;

/// A language of topics, titles and stories. Scenarios and recorded runs are English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

impl Lang {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// Its code, and the name of the folder with its stories.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }
}

/// A line in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// In English.
    pub en: &'static str,
    /// In Korean.
    pub ko: &'static str,
}

impl Spoken {
    /// The line in this language.
    #[must_use]
    pub const fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Ko => self.ko,
        }
    }
}

/// A scenario by its file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The heading that lists it; empty if it is not meant for readers.
    pub topic: Spoken,
    /// The file's name without its ending; also its name in links.
    pub name: &'static str,
    /// Its title.
    pub title: Spoken,
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

    /// The file with its story.
    #[must_use]
    pub fn story(&self, lang: Lang) -> &'static str {
        let found = STORIES.iter().find(|(name, _)| *name == self.name);
        found.map_or("", |(_, story)| story.of(lang))
    }
}

macro_rules! library {
    ($($topic:literal / $topic_ko:literal { $($name:literal,)* })*) => {
        /// All scenarios, in the order in which they are best read.
        pub const ALL: &[Entry] = &[
            $($({
                const TEXT: &str = text!($name);
                const STORY: &str = story!("ko", $name);
                // Copies: a part of a text would keep all of it in the program.
                const EN: [u8; line(TEXT, "title ").1] = copy(TEXT, line(TEXT, "title ").0);
                const KO: [u8; line(STORY, "title ").1] = copy(STORY, line(STORY, "title ").0);
                Entry {
                    topic: Spoken { en: $topic, ko: $topic_ko },
                    name: $name,
                    title: Spoken { en: utf8(&EN), ko: utf8(&KO) },
                    mode: mode(TEXT),
                }
            },)*)*
        ];

        const TEXTS: &[(&str, &str)] = &[$($(($name, text!($name)),)*)*];

        const STORIES: &[(&str, Spoken)] = &[$($(
            ($name, Spoken { en: story!("en", $name), ko: story!("ko", $name) }),
        )*)*];
    };
}

macro_rules! text {
    ($name:literal) => {
        include_str!(concat!("../../scenarios/", $name, ".scenario"))
    };
}

macro_rules! story {
    ($lang:literal, $name:literal) => {
        include_str!(concat!("../../stories/", $lang, "/", $name, ".story"))
    };
}

/// The text of the first scenario, which the page opens with.
pub const FIRST: &str = text!("first_look");

/// The story of the first scenario.
pub const FIRST_STORY: Spoken =
    Spoken { en: story!("en", "first_look"), ko: story!("ko", "first_look") };

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
    panic!("a scenario of the library has no mode, or no title in some language");
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
    "Single leader: what readers see" / "단일 리더 복제: 읽기에 보이는 것" {
        "first_look",
        "stale_follower_read",
        "any_replica_goes_back",
        "sticky_replica_dies",
        "other_device_misses_the_write",
        "own_profile_from_the_leader",
        "leader_for_a_while_after_a_write",
        "a_read_waits_for_the_position",
        "a_replica_that_is_behind_sends_the_reader_on",
        "positions_are_kept_for_all_devices",
        "the_last_position_seen_never_goes_back",
        "far_leader_near_reads",
        "read_scaling_with_followers",
        "answer_before_question",
        "tokens_keep_the_order",
        "related_keys_share_a_partition",
        "apply_lag_read_is_stale",
        "acknowledge_applied_reads_your_writes",
    }
    "Single leader: whom a write waits for" / "단일 리더 복제: 쓰기가 기다리는 노드" {
        "semi_sync_promotes_next",
        "synchronous_follower_blocks_writes",
        "semi_sync_goes_on_alone",
        "acknowledge_received_but_not_stored",
        "flush_window_loses_the_tail",
    }
    "Single leader: followers catch up" / "단일 리더 복제: 팔로워 따라잡기" {
        "follower_catches_up",
        "follower_catches_up_after_cut",
        "new_follower_joins_under_load",
        "snapshot_resumes_after_cut",
        "log_too_short_needs_a_snapshot",
    }
    "Single leader: what travels" / "단일 리더 복제: 무엇을 전달하는가" {
        "statement_log_diverges_on_now",
        "clock_and_seed_travel_along",
        "uuid_cannot_be_replayed",
        "mixed_log_turns_to_rows",
        "limit_without_an_order",
        "trigger_fires_twice",
        "wal_refuses_other_version",
        "wal_upgrade_needs_downtime",
        "row_log_upgrades_followers_first",
        "row_log_commits_whole_transactions",
        "auto_increment_diverges_under_concurrency",
        "change_table_needs_keys",
    }
    "Single leader: consumers outside" / "단일 리더 복제: 밖에서 따라가는 소비자" {
        "cdc_consumer_catches_up",
        "cdc_rebuilds_from_a_snapshot",
        "trigger_replicates_a_subset",
        "consumer_crash_applies_twice",
    }
    "Single leader: who leads next" / "단일 리더 복제: 다음 리더 정하기" {
        "manual_promotion",
        "planned_shutdown_hands_over",
        "controller_fails_over",
        "sentinels_agree",
        "election_prefers_the_longer_log",
        "election_needs_a_majority",
        "majority_failover_keeps_every_write",
        "voter_without_its_disk",
        "timeout_too_short_needless_failovers",
        "timeout_too_long_downtime",
    }
    "Single leader: what failover breaks" / "단일 리더 복제: 장애 복구가 깨는 것" {
        "async_failover_loses_acknowledged_write",
        "old_leaders_writes_are_kept_aside",
        "numbers_are_given_twice",
        "controller_cut_off_makes_two_leaders",
        "split_brain_diverges",
        "term_fences_the_old_leader",
        "stonith_kills_one",
        "stonith_waits",
        "stonith_kills_both",
    }
    "Multi-leader: conflicts" / "다중 리더 복제: 충돌" {
        "leaders_converge_after_a_cut",
        "room_booked_twice",
        "counter_below_zero",
        "username_taken_twice",
        "home_leader_avoids_conflicts",
        "home_leader_moves",
        "handler_depends_on_order",
        "handler_runs_twice",
        "counter_counts_twice_without_idempotence",
        "siblings_are_resolved_on_read",
        "highest_replica_never_converges",
        "synchronous_detection_waits",
        "two_leaders_give_one_number",
        "numbers_with_offset_and_step",
    }
    "Multi-leader: types that merge" / "다중 리더 복제: 병합하는 타입" {
        "typing_with_last_write_wins",
        "locking_the_document",
        "typing_together",
        "typing_together_interleaves",
        "counter_merges_after_a_cut",
        "addition_wins",
        "removal_wins",
        "map_of_types",
    }
    "Multi-leader: how writes travel" / "다중 리더 복제: 쓰기가 가는 길" {
        "two_centres_one_leader",
        "two_centres_two_leaders",
        "two_centres_survive_the_loss_of_one",
        "calendar_goes_offline",
        "ring_breaks",
        "ring_finds_a_way_around",
        "topology_changed_by_hand",
        "star_loses_its_hub",
        "update_overtakes_insert",
        "causal_delivery_waits",
        "leader_without_its_disk",
    }
    "Leaderless: quorums" / "리더 없는 복제: 정족수" {
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
    "Leaderless: repair" / "리더 없는 복제: 복구" {
        "read_repair",
        "read_repair_before_the_answer",
        "sloppy_quorum_and_hints",
        "read_misses_the_hints",
        "hint_comes_too_late",
        "hint_holders_leave",
        "new_home_waits_for_its_rows",
        "anti_entropy",
        "nobody_reads_and_it_is_lost",
        "anti_entropy_keeps_what_nobody_reads",
        "restored_from_an_old_replica",
        "delete_leaves_a_tombstone",
        "zombie_after_a_short_grace",
    }
    "Leaderless: siblings" / "리더 없는 복제: 형제 값" {
        "siblings_instead_of_a_lost_write",
        "cart_of_two_clients",
        "one_vector_for_all_siblings",
        "a_dot_for_every_write",
        "union_brings_items_back",
        "removed_items_stay_removed",
    }
    "" / "" {
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
                (entry.title.en, entry.mode),
                (&*scenario.title, scenario.mode),
                "{}",
                entry.name
            );
        }
    }

    #[test]
    fn the_first_text_is_that_of_the_first_entry() {
        assert_eq!(FIRST, ALL[0].text());
        assert!(Lang::ALL.iter().all(|&lang| FIRST_STORY.of(lang) == ALL[0].story(lang)));
    }
}
