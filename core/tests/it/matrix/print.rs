//! The matrix as text: the golden file and the table of the README.

use super::{
    cells::{Answer, OPERATIONS, SEEDS, STEPS},
    rows::Row,
};
use replicarium::check::Property;
use std::{fmt::Write, fs, path::PathBuf};

/// The file of the run in a cell.
pub fn file(row: &Row, property: Property) -> String {
    format!("{}-{property}.trace", row.name)
}

pub fn golden(answers: &[Answer]) -> String {
    let mut text = String::from(
        "# Which promise each setting breaks, as far as a search can tell. `cargo xtask bless` writes this file.\n\
         #\n\
         # violated in N: a run of N steps breaks it; it stands in matrix/<setting>-<promise>.trace. Found by a\n\
         #   search it is as short as can be for its program; drawn, it was shrunk.\n\
         # none: no violation within these bounds: the searches that follow, and ",
    );
    let _ = writeln!(
        text,
        "the random runs, {SEEDS} without faults\n#   and {SEEDS} with (crashes, pauses, one-way cuts, losses), \
         of at most {STEPS} steps:\n\
         #   the programs below, or 3 clients with {OPERATIONS} operations each.\n\
         # not asked: only followers' logs are to agree with their leader's; this mode has none.\n\
         # Searched: the clients' programs (x=1 writes, x reads), their faults, and how far."
    );
    for Answer { row, cells, searched, .. } in answers {
        let _ = writeln!(text, "\n{}\n  {}", row.name, row.title);
        for property in Property::SEARCHED {
            let cell = match cells.get(property) {
                Some((steps, false)) => format!("violated in {steps}"),
                Some((steps, true)) => format!("violated in {steps}, drawn"),
                None if !row.asks(*property) => "not asked".into(),
                None => "none".into(),
            };
            let _ = writeln!(text, "  {property:<20} {cell}");
        }
        for (program, bounds, extent) in searched {
            let faults = match bounds.drops + bounds.crashes {
                0 => "",
                _ => ", 1 loss and 1 crash",
            };
            let what = format!("{program}{faults}");
            let reach = match extent.all {
                true => "all runs".into(),
                false => format!("all runs of up to {} steps", extent.depth),
            };
            let _ = writeln!(text, "    {what:<32} {:>6} states, {reach}", extent.states);
        }
    }
    text
}

const BEGIN: &str = "<!-- The matrix, written by `cargo xtask bless` -->";
const END: &str = "<!-- End of the matrix -->";

/// The README with the table as it is now.
pub fn readme(answers: &[Answer]) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let old = fs::read_to_string(path).expect("the README");
    let (before, rest) = old.split_once(BEGIN).expect("the README has a place for the matrix");
    let (_, after) = rest.split_once(END).expect("the matrix ends somewhere");
    format!("{before}{BEGIN}\n{}{END}{after}", table(answers))
}

fn table(answers: &[Answer]) -> String {
    let mut text = String::from("| setting |");
    let name = |property: &Property| property.name().replace('-', " ");
    Property::SEARCHED.iter().for_each(|property| _ = write!(text, " {} |", name(property)));
    text.push_str("\n| --- |");
    Property::SEARCHED.iter().for_each(|_| text.push_str(" --- |"));
    text.push('\n');
    for Answer { row, cells, .. } in answers {
        let _ = write!(text, "| {} |", row.title);
        for property in Property::SEARCHED {
            let _ = match cells.get(property) {
                Some((steps, _)) => {
                    let file = file(row, *property);
                    write!(text, " [✗ {steps}](core/tests/golden/matrix/{file}) |")
                }
                None if !row.asks(*property) => write!(text, " |"),
                None => write!(text, " none |"),
            };
        }
        text.push('\n');
    }
    text
}
