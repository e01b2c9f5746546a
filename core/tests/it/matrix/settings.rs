//! All settings of the matrix, by group: those written by hand, and the crossed settings of leaderless clusters and of values
//! that merge.

use super::{
    merging,
    reading::{BY_POSITION, BY_RULE, ELECTED, READING},
    rows::{
        FAILOVER, FIVE, FIVE_SLOPPY, JOINED, JOINING, LEADERS, NEXT_LEADER, NO_LEADER,
        NO_LEADER_PLAN, OF_FIVE, ONE_LEADER, PLAN, Plan, Row, SLOPPY, SMALL, Via, WATCHED,
        WATCHED_LEADER,
    },
    statements::BY_LOG,
};
use replicarium::check::Property;

/// A setting, and the plan of its search.
#[derive(Clone)]
pub struct Setting {
    /// Its name in file names.
    pub name: String,
    /// Settings of a family differ in one or two knobs.
    pub family: String,
    /// The kind of cluster, and the title within it.
    pub kind: String,
    pub title: String,
    /// Lines of a scenario.
    pub mode: String,
    /// Whether A's clock is ahead by 50 ms.
    pub skew: bool,
    pub writes: Via,
    pub reads: Via,
    pub plan: &'static Plan,
}

impl Setting {
    fn of(group: &str, row: &Row, plan: &'static Plan) -> Self {
        Self {
            name: row.name.into(),
            family: if plan.family.is_empty() { row.name } else { plan.family }.into(),
            kind: group.into(),
            title: row.title.into(),
            mode: format!("{}{}", row.mode, plan.more),
            skew: row.skew,
            writes: row.writes,
            reads: row.reads,
            plan,
        }
    }

    /// Whether the property applies: only a single leader has followers, whose logs can match its own.
    pub fn asks(&self, property: Property) -> bool {
        property != Property::LogsAgree || self.mode.starts_with("mode single-leader")
    }

    /// Whether a run can break it at all: of reads of values that merge no checker says what they should have returned.
    pub fn tells(&self, property: Property) -> bool {
        let of_reads = [
            Property::Linearizable,
            Property::Sequential,
            Property::Causal,
            Property::ReadYourWrites,
            Property::MonotonicReads,
        ];
        let of_reads = of_reads.contains(&property);
        self.asks(property) && !(of_reads && self.mode.contains("set resolution merge"))
    }
}

/// The heading of a group.
pub struct Heading {
    pub title: String,
    /// Whether the group is folded.
    pub folded: bool,
}

/// The values of a knob of leaderless clusters, each with its title. The first is the default.
type Knob = [(&'static str, &'static str); 3];

const CONFLICTS: Knob = [
    ("lww", "last write wins"),
    ("version-vector", "siblings by version vector"),
    ("dotted", "siblings by dot"),
];
const REPAIRS: Knob =
    [("off", ""), ("async", "repair after the answer"), ("blocking", "repair before the answer")];
const HANDOFFS: [(&str, &str); 2] = [("off", ""), ("sloppy", "sloppy quorum")];

/// n, w and r.
const QUORUMS: [(u16, u16, u16); 6] =
    [(3, 1, 1), (3, 2, 1), (3, 2, 2), (3, 3, 1), (3, 1, 3), (5, 3, 3)];

/// The crossed settings of one quorum, without the one in which every knob has its default: that one is written by
/// hand.
fn crossed((n, w, r): (u16, u16, u16)) -> (Heading, Vec<Setting>) {
    let family = match n {
        3 => format!("leaderless-w{w}-r{r}"),
        _ => format!("leaderless-n{n}-w{w}-r{r}"),
    };
    let mut settings = Vec::new();
    for conflict in CONFLICTS {
        for repair in REPAIRS {
            for handoff in HANDOFFS {
                let turned = [(conflict, "lww"), (repair, "off"), (handoff, "off")];
                let turned = turned.iter().filter(|((value, _), start)| value != start);
                let words: String = turned.map(|((value, _), _)| format!("-{value}")).collect();
                if words.is_empty() {
                    continue;
                }
                // A sloppy quorum needs a node to stand in.
                let nodes = n + u16::from(handoff.0 == "sloppy");
                let title =
                    [conflict.1, repair.1, handoff.1].into_iter().filter(|it| !it.is_empty());
                let title = title.collect::<Vec<_>>().join("; ");
                let plan = match (n, handoff.0) {
                    (3, "sloppy") => &SLOPPY,
                    (3, _) => &SMALL,
                    (_, "sloppy") => &FIVE_SLOPPY,
                    _ => &FIVE,
                };
                let mode = format!(
                    "mode leaderless\nnodes {nodes}\nset n {n}\nset w {w}\nset r {r}\nset conflict {}\n\
                     set read-repair {}\nset handoff {}\nset handoff-after 30\n",
                    conflict.0, repair.0, handoff.0
                );
                let nodes: Via = match nodes {
                    3 => |_| "ABC",
                    4 => |_| "ABCD",
                    5 => |_| "ABCDE",
                    _ => |_| "ABCDEF",
                };
                settings.push(Setting {
                    name: format!("{family}{words}"),
                    family: family.clone(),
                    kind: format!("Leaderless, n = {n}, w = {w}, r = {r}"),
                    title,
                    mode,
                    skew: false,
                    writes: nodes,
                    reads: nodes,
                    plan,
                });
            }
        }
    }
    let meets = if w + r > n { ">" } else { "≤" };
    let title = format!("Leaderless, n = {n}, w = {w}, r = {r}, w + r {meets} n: knobs crossed");
    (Heading { title, folded: true }, settings)
}

/// Everything that the matrix is about.
pub fn all() -> Vec<(Heading, Vec<Setting>)> {
    let group = |title: &str, parts: &[(&'static [Row], &'static Plan)]| {
        let all = parts
            .iter()
            .flat_map(|(rows, plan)| rows.iter().map(|row| Setting::of(title, row, plan)));
        (Heading { title: title.into(), folded: false }, all.collect())
    };
    let mut groups = vec![
        group(
            "Single leader",
            &[(ONE_LEADER, &PLAN), (NEXT_LEADER, &FAILOVER), (WATCHED_LEADER, &WATCHED)],
        ),
        group("Single leader, reads by a rule", &[(BY_RULE, &READING), (BY_POSITION, &ELECTED)]),
        group("Single leader, statements; A's clock is 50 ms ahead", BY_LOG),
        group("Multi-leader", &[(LEADERS, &PLAN)]),
        group("Leaderless", &[(NO_LEADER, &NO_LEADER_PLAN), (JOINING, &JOINED), (OF_FIVE, &FIVE)]),
    ];
    groups.extend(QUORUMS.map(crossed));
    groups.push(merging::crossed());
    groups
}
