//! The lag of the followers of a leader: a chart up to the playhead, and a table of the same numbers with the reads that each
//! replica has answered.

use crate::{
    layout::number::fill,
    prose::Words,
    session::{Frame, film::Behind},
    widget::{El, el},
};
use replicarium::{
    id::NodeId,
    time::Instant,
    view::{NodeView, Role},
};

/// The size of the chart, and the margins of its plot.
const WIDTH: f64 = 304.0;
const HEIGHT: f64 = 100.0;
const LEFT: f64 = 30.0;
const RIGHT: f64 = 18.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 18.0;
/// The moments at which a line is sampled.
const SAMPLES: u64 = 120;
/// The least distance of two names at the ends of lines.
const APART: f64 = 11.0;

/// A follower with its lag at each sample; the last one is that of the playhead.
struct Line {
    now: Behind,
    samples: Vec<u64>,
}

/// The chart and the table; `None` where no follower copies a log, or nothing has been appended.
pub fn show(frame: &Frame) -> Option<El> {
    frame.world.features.sessions.then_some(())?;
    let lines: Vec<Line> = followers(frame).map(|node| line(frame, node)).collect();
    let written = frame.history.operations().iter().any(|it| it.request.is_write());
    if lines.is_empty() || !written {
        return None;
    }
    let texts = frame.lang.texts();
    let all: Vec<Behind> = lines.iter().map(|line| line.now).collect();
    let farthest = all.iter().filter(|it| it.entries > 0).max_by_key(|it| (it.entries, it.time));
    let says = farthest
        .map_or(texts.nobody_lags.to_owned(), |it| frame.lang.lags(it.node, it.entries, it.time));
    let summary = el("summary").with("b", texts.lag_of_followers).text(says.clone());
    let section = el("details")
        .class("lags")
        .attr("data-testid", "lags")
        .child(summary)
        .child(chart(frame, &lines, says))
        .child(table(frame, &all));
    Some(section)
}

fn followers(frame: &Frame) -> impl Iterator<Item = &NodeView> {
    frame.world.nodes.iter().filter(|node| node.replica.role == Role::Follower)
}

/// The replicas of a node's partition: each of them may lead.
fn replicas(frame: &Frame, of: &NodeView) -> Vec<NodeId> {
    let share = |node: &NodeView| node.replica.leadership().map(|known| known.share);
    let there = frame.world.nodes.iter().filter(|node| node.replica.role.is_replica());
    there.filter(|node| share(node) == share(of)).map(|node| node.id).collect()
}

fn line(frame: &Frame, node: &NodeView) -> Line {
    let (lags, replicas) = (frame.film.lags(), replicas(frame, node));
    let now = frame.world.now;
    let behind = |time| lags.behind(node.id, &replicas, time, frame.step);
    let sample = |n| behind(Instant(now.0 * n / SAMPLES)).entries;
    Line { now: behind(now), samples: (0..=SAMPLES).map(sample).collect() }
}

/// One line for each follower, in steps: entries behind over the time of the run.
fn chart(frame: &Frame, lines: &[Line], says: String) -> El {
    let lang = frame.lang;
    let most = lines.iter().flat_map(|line| &line.samples).max().copied().unwrap_or(0).max(1);
    let x = |sample: usize| LEFT + (WIDTH - LEFT - RIGHT) * sample as f64 / SAMPLES as f64;
    let y = |entries: u64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - entries as f64 / most as f64);
    let way = |line: &Line| {
        let mut way = String::new();
        for (sample, &entries) in line.samples.iter().enumerate() {
            way += &match sample {
                0 => fill("M {} {}", &[x(0), y(entries)]),
                _ => fill(" H {} V {}", &[x(sample), y(entries)]),
            };
        }
        way
    };
    let drawn = lines.iter().zip(0..).map(|(line, n)| {
        el("path").class("lag").class(["", "two", "three", "four"][n % 4]).attr_of("d", way(line))
    });
    let label = |class: &'static str, x: f64, y: f64, text: String| {
        el("text")
            .class(class)
            .attr_of("x", fill("{}", &[x]))
            .attr_of("y", fill("{}", &[y]))
            .text(text)
    };
    let axis = fill("M {} {} V {} H {}", &[LEFT, TOP, y(0), WIDTH - RIGHT]);
    let ends = names(lines.iter().map(|line| (line.now.node, y(line.now.entries))).collect());
    let ends = ends
        .into_iter()
        .map(|(node, y)| label("end", WIDTH - RIGHT + 4.0, y + 3.5, node.to_string()));
    el("svg")
        .attr_of("viewBox", fill("0 0 {} {}", &[WIDTH, HEIGHT]))
        .attr("role", "img")
        .attr_of("aria-label", says)
        .child(el("path").class("axis").attr_of("d", axis))
        .child(label("tick", LEFT - 4.0, y(most) + 3.5, most.to_string()))
        .child(label("tick", LEFT - 4.0, y(0) + 3.5, "0".into()))
        .child(label("from", LEFT, HEIGHT - 5.0, lang.time(0)))
        .child(label("tick", WIDTH - RIGHT, HEIGHT - 5.0, lang.time(frame.world.now.0)))
        .children(drawn)
        .children(ends)
}

/// The heights of names beside the ends of lines, apart from each other.
fn names(mut ends: Vec<(NodeId, f64)>) -> Vec<(NodeId, f64)> {
    ends.sort_by(|a, b| b.1.total_cmp(&a.1));
    for n in 1..ends.len() {
        ends[n].1 = ends[n].1.min(ends[n - 1].1 - APART);
    }
    ends
}

/// The same numbers, and the reads of each replica.
fn table(frame: &Frame, all: &[Behind]) -> El {
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let head = [texts.replica, texts.entries_behind, texts.time_behind, texts.reads, texts.stale];
    let head = el("tr").children(head.map(|text| el("th").attr("scope", "col").text(text)));
    let row = |name: String, cells: [String; 4]| {
        let name = el("th").attr("scope", "row").text(name);
        el("tr").child(name).children(cells.map(|text| el("td").text(text)))
    };
    let (lags, step) = (frame.film.lags(), frame.step);
    let nodes = frame.world.nodes.iter().filter(|node| node.replica.role.is_replica());
    let mut sum = (0, 0, 0);
    let rows: Vec<El> = nodes
        .map(|node| {
            let (reads, stale) = lags.reads(node.id, step);
            sum = (sum.0 + 1, sum.1 + reads, sum.2 + stale);
            let behind = all.iter().find(|it| it.node == node.id);
            let entries = behind.map_or("–".into(), |it| it.entries.to_string());
            let time = behind.map_or("–".into(), |it| lang.time(it.time.0));
            row(node.id.to_string(), [entries, time, reads.to_string(), stale.to_string()])
        })
        .collect();
    let (nodes, reads, stale) = sum;
    let last = row(
        lang.replicas_in_all(nodes),
        [String::new(), String::new(), reads.to_string(), stale.to_string()],
    );
    el("table").child(head).children(rows).child(last.class("sum"))
}
