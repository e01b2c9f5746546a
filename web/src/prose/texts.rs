//! Texts that never change: labels, headings, explanations.

/// A term and its explanation.
pub type Term = (&'static str, &'static str);

/// The fixed texts of a language, by the part of the page that shows them.
#[derive(Debug)]
pub struct Texts {
    // The document.
    /// The title of the document.
    pub title: &'static str,
    /// The description of the document.
    pub description: &'static str,
    /// Beside the name of the page.
    pub motto: &'static str,
    /// What the first picture shows in place of the last step.
    pub preparing: &'static str,
    /// The tooltip of every control of the first picture.
    pub prepared: &'static str,

    // The header.
    pub mode: &'static str,
    pub scenario: &'static str,
    pub theme_auto: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
    pub copy_link: &'static str,
    pub copy_link_means: &'static str,
    pub copied: &'static str,
    pub not_copied: &'static str,
    pub what_breaks: &'static str,
    pub what_breaks_means: &'static str,
    pub help_label: &'static str,
    pub help_title: &'static str,
    pub close: &'static str,
    pub dismiss: &'static str,

    // Setting up a cluster.
    pub set_up: &'static str,
    pub set_up_means: &'static str,
    pub node_count: &'static str,
    pub client_count: &'static str,
    pub centre_count: &'static str,
    pub open_cluster: &'static str,

    // The help.
    pub help: &'static str,
    pub keys: &'static str,
    /// Keys and their effects.
    pub key_list: [Term; 10],
    /// The button of the legend.
    pub legend: &'static str,
    pub signs: &'static str,
    /// The legend of the picture.
    pub sign_list: [Term; 15],
    pub glossary: &'static str,
    pub glossary_loading: &'static str,
    pub glossary_missing: &'static str,
    /// The meaning of speed 1×.
    pub speed_means: &'static str,
    /// The rule for acting in the past.
    pub branching: &'static str,

    // The transport and the branches.
    pub playback: &'static str,
    pub start: &'static str,
    pub next: &'static str,
    pub again: &'static str,
    pub go_on: &'static str,
    pub go_on_means: &'static str,
    pub play: &'static str,
    pub pause: &'static str,
    pub play_key: &'static str,
    pub back: &'static str,
    pub back_key: &'static str,
    pub forward: &'static str,
    pub forward_key: &'static str,
    pub speed: &'static str,
    pub begin: &'static str,
    pub branches: &'static str,
    pub main_branch: &'static str,
    pub no_more_branches: &'static str,
    pub run_is_over: &'static str,
    pub link_too_long: &'static str,
    pub link_version: &'static str,
    pub link_differs: &'static str,
    pub link_too_many_steps: &'static str,
    pub own_setup: &'static str,
    pub undo: &'static str,
    pub pick_up: &'static str,
    pub start_anew: &'static str,
    pub start_anew_means: &'static str,
    pub save_damaged: &'static str,
    pub redo: &'static str,

    // The run as text.
    pub trace: &'static str,
    pub trace_title: &'static str,
    pub trace_sheet: &'static str,
    pub copy: &'static str,
    pub trace_printed_by: &'static str,
    pub trace_begun_by: &'static str,

    // The table of what breaks.
    pub setting: &'static str,
    pub table: &'static str,
    pub table_means: &'static str,
    pub table_bounds: &'static str,
    pub table_loading: &'static str,
    pub table_missing: &'static str,
    pub not_found: &'static str,
    pub not_asked: &'static str,

    // The left panel.
    pub left: &'static str,
    /// A first experiment where clients merge siblings.
    /// The button beside it: goes to the start.
    pub from_start: &'static str,
    /// What that is for.
    pub from_start_means: &'static str,
    /// Before what a reader may try.
    pub try_it: &'static str,
    /// Before the text that a scenario follows.
    pub source: &'static str,
    pub hint_merges: &'static str,
    /// A hint while a node is down or a link is cut.
    pub hint_mend: &'static str,
    pub cluster: &'static str,
    pub replication: &'static str,
    pub failover: &'static str,
    pub log_section: &'static str,
    /// The heading of the settings of consumers.
    pub consumers: &'static str,
    pub topology: &'static str,
    pub conflicts: &'static str,
    /// A consumer takes all data.
    pub everything: &'static str,
    /// Why a statement does not say what a consumer takes.
    pub no_selection: &'static str,
    pub network: &'static str,
    pub too_few_sentinels: &'static str,
    pub no_controller: &'static str,
    pub delay: &'static str,
    pub client_delay: &'static str,
    pub power_delay: &'static str,
    pub delay_means: &'static str,
    /// The names of the delays between replicas.
    pub delays: [&'static str; 6],
    /// The names of the delays between clients and replicas.
    pub client_delays: [&'static str; 4],
    /// The names of the delays between replicas and power switches.
    pub power_delays: [&'static str; 3],
    pub loss: &'static str,
    pub power_loss: &'static str,
    pub duplication: &'static str,
    pub timeout: &'static str,
    pub timeout_means: &'static str,

    // The links past the header.
    pub skips: &'static str,
    pub to_cluster: &'static str,
    pub to_playback: &'static str,

    // The drawers.
    pub panels: &'static str,
    pub story: &'static str,
    pub settings: &'static str,
    pub inspect: &'static str,

    // The right panel.
    pub right: &'static str,
    pub watch: &'static str,
    pub leading: &'static str,
    pub lag: &'static str,
    pub guarantees: &'static str,
    pub is_broken: &'static str,
    pub does_not_hold: &'static str,
    pub holds: &'static str,
    pub is_open: &'static str,
    pub is_unchecked: &'static str,
    pub promised: &'static str,
    pub never_promised: &'static str,
    pub what_if: &'static str,
    pub trying: &'static str,
    pub no_setting: &'static str,
    pub as_promised: &'static str,
    pub only_here: &'static str,
    pub opens_branch: &'static str,
    pub show_why: &'static str,
    pub hide: &'static str,

    // The verdict line under the stage.
    pub verdict: &'static str,
    pub nothing_checked: &'static str,
    pub evidence_before: &'static str,
    pub evidence_after: &'static str,
    pub evidence_keys: &'static str,
    pub saw: &'static str,
    pub no_operation: &'static str,
    pub guide: &'static str,
    pub guide_picks: &'static str,
    /// What can be selected.
    pub guide_list: [Term; 4],

    // The form of a request.
    pub own_route: &'static str,
    pub write: &'static str,
    pub read: &'static str,
    pub add: &'static str,
    pub remove: &'static str,
    pub delete: &'static str,
    pub by: &'static str,
    pub via: &'static str,
    pub key: &'static str,
    pub value: &'static str,
    pub statement: &'static str,
    pub statement_hint: &'static str,
    pub execute: &'static str,
    pub update: &'static str,
    pub update_words: &'static str,
    pub opened_up: &'static str,
    pub no_table: &'static str,

    // A log entry of statements.
    pub at_byte: &'static str,
    pub field: &'static str,
    pub format: &'static str,
    pub bytes: &'static str,
    pub what_it_says: &'static str,

    // The inspector.
    pub pick_nothing: &'static str,
    pub details_of_node: &'static str,
    pub details_of_client: &'static str,
    pub details_of_envelope: &'static str,
    pub details_of_key: &'static str,
    pub details_of_link: &'static str,
    pub take_out: &'static str,
    pub knows: &'static str,
    pub knows_crashed: &'static str,
    pub knows_left: &'static str,
    pub clock: &'static str,
    pub clock_back: &'static str,
    pub clock_ahead: &'static str,
    pub holds_nothing: &'static str,
    pub hints_kept: &'static str,
    pub elsewhere: &'static str,
    pub version: &'static str,
    pub no_client: &'static str,
    pub writes_go_to: &'static str,
    pub reads_go_to: &'static str,
    pub lag_of_followers: &'static str,
    pub nobody_lags: &'static str,
    pub replica: &'static str,
    pub entries_behind: &'static str,
    pub time_behind: &'static str,
    pub reads: &'static str,
    pub stale: &'static str,
    pub reads_rule: &'static str,
    pub reads_rule_means: &'static str,
    pub no_envelope: &'static str,
    pub envelope: &'static str,
    pub says: &'static str,
    pub way: &'static str,
    pub sent: &'static str,
    pub due: &'static str,
    pub now: &'static str,
    pub link_cut: &'static str,
    pub link_whole: &'static str,
    pub on_its_way: &'static str,
    pub nothing_on_its_way: &'static str,
    pub on: &'static str,
    pub nothing: &'static str,
    pub hints_outstanding: &'static str,
    pub reads_mending: &'static str,
    pub merged: &'static str,
    pub not_written: &'static str,
    pub lineage: &'static str,
    pub lineage_title: &'static str,
    pub ring: &'static str,

    // The stage.
    pub stage: &'static str,
    /// The names of the data centres.
    pub centres: [&'static str; 3],
    pub write_button: &'static str,
    pub read_button: &'static str,
    /// The same on a narrow card.
    pub write_short: &'static str,
    pub read_short: &'static str,
    pub client_waits: &'static str,
    pub every_client_waits: &'static str,
    pub idle: &'static str,
    pub synchronous: &'static str,
    /// No version that the leaders of all concurrent ones knew.
    pub no_base: &'static str,
    /// A handler that obeys all laws.
    pub all_laws: &'static str,
    /// What a sum obeys where there are numbers only.
    pub sum_of_numbers: &'static str,
    /// The caption of three orders of arrival.
    pub diverges: &'static str,
    /// The order in which values arrive at a leader.
    pub arrives: &'static str,
    /// The value that a leader ends with.
    pub ends_with: &'static str,
    pub log: &'static str,
    pub disk: &'static str,
    pub empty: &'static str,
    pub nothing_stored: &'static str,
    pub memory_lost: &'static str,
    pub is_paused: &'static str,
    pub was_taken_out: &'static str,
    pub on_disk: &'static str,
    pub held: &'static str,
    pub came: &'static str,
    pub client_saw: &'static str,

    // The timeline.
    pub no_writes: &'static str,
    pub playhead: &'static str,
    pub zoom: &'static str,
    pub zoom_in: &'static str,
    pub zoom_out: &'static str,
    pub whole_run: &'static str,
    pub whole_run_means: &'static str,
}
