//! The scenarios that come with the engine.

/// A scenario by its file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is about, in common with its neighbours; nothing if it is not meant for readers.
    pub topic: &'static str,
    /// The file's name without its ending; also its name in links.
    pub name: &'static str,
    /// The file.
    pub text: &'static str,
}

macro_rules! library {
    ($($topic:literal { $($name:literal,)* })*) => {
        /// All of them, in the order in which they are best read.
        pub const ALL: &[Entry] = &[
            $($(Entry {
                topic: $topic,
                name: $name,
                text: include_str!(concat!("../../scenarios/", $name, ".scenario")),
            },)*)*
        ];
    };
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

/// The scenario of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.name == name)
}
