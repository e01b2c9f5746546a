//! The scenarios that come with the engine.

/// A scenario by its file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file's name without its ending; also its name in links.
    pub name: &'static str,
    /// The file.
    pub text: &'static str,
}

macro_rules! library {
    ($($name:literal,)*) => {
        /// All of them, in the order in which they are best read.
        pub const ALL: &[Entry] = &[
            $(Entry {
                name: $name,
                text: include_str!(concat!("../../scenarios/", $name, ".scenario")),
            },)*
        ];
    };
}

library! {
    "first_look",
    "stale_follower_read",
    "other_device_misses_the_write",
    "follower_catches_up",
    "quorum_one_replica_down",
    "skewed_clocks_lose_a_write",
    "leaders_converge_after_a_cut",
    "keys_on_a_ring",
    "quorums_do_not_overlap",
    "concurrent_writes_last_one_wins",
    "equal_timestamps",
    "write_on_too_few_is_not_rolled_back",
    "read_during_a_write",
    "unlucky_timing",
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
    "siblings_instead_of_a_lost_write",
    "cart_of_two_clients",
    "one_vector_for_all_siblings",
    "a_dot_for_every_write",
    "union_brings_items_back",
    "removed_items_stay_removed",
    "the_client_coordinates",
    "two_data_centres",
    "numbers_are_given_twice",
    "bench_50_in_flight",
}

/// The scenario of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.name == name)
}
