//! The tables of the README.

use super::{Row, settings::Heading};
use replicarium::check::Property;
use std::{fmt::Write, fs, path::PathBuf};

const BEGIN: &str = "<!-- The matrix, written by `cargo xtask bless` -->";
const END: &str = "<!-- End of the matrix -->";

/// The README with the tables as they are now.
pub fn readme(matrix: &[(Heading, Vec<Row>)]) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let old = fs::read_to_string(path).expect("the README");
    let (before, rest) = old.split_once(BEGIN).expect("the README has a place for the matrix");
    let (_, after) = rest.split_once(END).expect("the matrix ends somewhere");
    let mut tables = String::new();
    for (heading, rows) in matrix {
        let title = &heading.title;
        let table = table(heading, rows);
        let _ = match heading.folded {
            true => {
                write!(tables, "\n<details><summary>{title}</summary>\n\n{table}\n</details>\n")
            }
            false => write!(tables, "\n### {title}\n\n{table}"),
        };
    }
    format!("{before}{BEGIN}\n{tables}\n{END}{after}")
}

fn table(heading: &Heading, rows: &[Row]) -> String {
    // A promise that none of these settings was asked about has no column.
    let asked = |property: &Property| rows.iter().any(|row| row.setting.asks(*property));
    let columns: Vec<Property> = Property::SEARCHED.iter().copied().filter(asked).collect();
    let mut text = String::from("| setting |");
    let name = |property: &Property| property.name().replace('-', " ");
    columns.iter().for_each(|property| _ = write!(text, " {} |", name(property)));
    text.push_str("\n| --- |");
    columns.iter().for_each(|_| text.push_str(" --- |"));
    text.push('\n');
    // Crossed settings that break the same promises after as many steps share a line.
    let mut lines: Vec<(Vec<&str>, &Row)> = Vec::new();
    for row in rows {
        let same = |other: &Row| columns.iter().all(|&it| other.steps(it) == row.steps(it));
        match lines.iter_mut().find(|(_, first)| heading.folded && same(first)) {
            Some((titles, _)) => titles.push(&row.setting.title),
            None => lines.push((vec![&row.setting.title], row)),
        }
    }
    for (titles, row) in lines {
        let _ = write!(text, "| {} |", titles.join("<br>"));
        for &property in &columns {
            let _ = match row.cell(property) {
                Some((run, _)) => write!(
                    text,
                    " [✗ {}](core/tests/golden/matrix/{}.trace) |",
                    run.steps, run.name
                ),
                None => write!(text, " none |"),
            };
        }
        text.push('\n');
    }
    text
}
