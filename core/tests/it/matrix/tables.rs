//! The matrix as Markdown: all of it in `docs/matrix.md`, and a few rows in the README.

use super::{Row, settings::Heading};
use replicarium::check::Property;
use std::{fmt::Write, fs, path::PathBuf};

const HEAD: &str = "\
# The matrix

Which property each setting violates. `cargo xtask bless` writes this page.

- ✗ and a number: a run of that many steps violates the property; the link is the run.
- *none*: the search found no violation. That is no proof. The extent of the search (programs, faults, states, steps,
  random runs) is in [matrix.txt](../core/tests/golden/matrix.txt), setting by setting.

Crossed settings that violate the same properties after the same numbers of steps share a row, which links to the runs
of the first. The page shows the same table under *What breaks*, and plays the runs.
";

/// The rows of the README, by name.
const TELLING: [&str; 12] = [
    "single-leader-reads-leader",
    "single-leader-reads-follower",
    "single-leader-reads-any",
    "single-leader-sync-applied-reads-any",
    "single-leader-async-election",
    "single-leader-majority-election",
    "single-leader-async-by-hand-unfenced",
    "multi-leader-own",
    "leaderless-w1-r1",
    "leaderless-w2-r2",
    "leaderless-w2-r2-blocking",
    "leaderless-w2-r2-skewed",
];

/// The columns of the README.
const TELLING_PROPERTIES: [Property; 7] = [
    Property::Linearizable,
    Property::Causal,
    Property::ReadYourWrites,
    Property::MonotonicReads,
    Property::ConsistentPrefix,
    Property::Durable,
    Property::Convergence,
];

const BEGIN: &str = "<!-- Rows of the matrix, written by `cargo xtask bless` -->";
const END: &str = "<!-- End of the rows -->";

/// The text of `docs/matrix.md`.
pub fn page(matrix: &[(Heading, Vec<Row>)]) -> String {
    let mut text = String::from(HEAD);
    for (heading, rows) in matrix {
        let title = &heading.title;
        let table = group(heading, rows);
        let _ = match heading.folded {
            true => write!(text, "\n<details><summary>{title}</summary>\n\n{table}\n</details>\n"),
            false => write!(text, "\n## {title}\n\n{table}"),
        };
    }
    text
}

/// The text of the README, with its rows as they are now.
pub fn readme(matrix: &[(Heading, Vec<Row>)]) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let old = fs::read_to_string(path).expect("the README");
    let (before, rest) = old.split_once(BEGIN).expect("the README has a place for the matrix");
    let (_, after) = rest.split_once(END).expect("the matrix ends somewhere");
    let mut text = header(&TELLING_PROPERTIES);
    for name in TELLING {
        let mut rows = matrix.iter().flat_map(|(_, rows)| rows);
        let row = rows.find(|row| row.setting.name == name);
        let row = row.unwrap_or_else(|| panic!("the matrix has no setting {name}"));
        let title = format!("{}: {}", row.setting.kind, row.setting.title);
        line(&mut text, &title, row, &TELLING_PROPERTIES, "");
    }
    format!("{before}{BEGIN}\n\n{text}\n{END}{after}")
}

/// The table of one group of settings, for `docs/matrix.md`.
fn group(heading: &Heading, rows: &[Row]) -> String {
    // Only the columns of properties that one of these settings was searched for.
    let asked = |property: &Property| rows.iter().any(|row| row.setting.tells(*property));
    let columns: Vec<Property> = Property::SEARCHED.iter().copied().filter(asked).collect();
    let mut lines: Vec<(Vec<&str>, &Row)> = Vec::new();
    for row in rows {
        let same = |other: &Row| columns.iter().all(|&it| other.steps(it) == row.steps(it));
        match lines.iter_mut().find(|(_, first)| heading.folded && same(first)) {
            Some((titles, _)) => titles.push(&row.setting.title),
            None => lines.push((vec![&row.setting.title], row)),
        }
    }
    let mut text = header(&columns);
    for (titles, row) in lines {
        line(&mut text, &titles.join("<br>"), row, &columns, "../");
    }
    text
}

fn header(columns: &[Property]) -> String {
    let mut text = String::from("| setting |");
    let name = |property: &Property| property.name().replace('-', " ");
    columns.iter().for_each(|property| _ = write!(text, " {} |", name(property)));
    text.push_str("\n| --- |");
    columns.iter().for_each(|_| text.push_str(" --- |"));
    text.push('\n');
    text
}

/// Appends the row of a setting. `root` is the path to the root of the repository.
fn line(text: &mut String, title: &str, row: &Row, columns: &[Property], root: &str) {
    let _ = write!(text, "| {title} |");
    for &property in columns {
        let _ = match row.cell(property) {
            Some((run, _)) => write!(
                text,
                " [✗ {}]({root}core/tests/golden/matrix/{}.trace) |",
                run.steps, run.name
            ),
            None => write!(text, " none |"),
        };
    }
    text.push('\n');
}
