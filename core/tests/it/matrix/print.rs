//! The matrix as text, for the golden file.

use super::{
    Row,
    cells::{How, OPERATIONS, STEPS},
    settings::Heading,
};
use replicarium::{check::Property, search::Bounds};
use std::fmt::Write;

const HEAD: &str = "\
# Which property each setting violates, as far as a search finds out. `cargo xtask bless` writes this file.
#
# violated in N by RUN: matrix/RUN.trace violates it in N steps. A search found the run, and it is the shortest for
#   its program; or it was drawn at random and shrunk; or it was tried, because it violates the property in a setting
#   of the same family, and shrunk.
# none: no violation within these bounds: the searches below, each with its number of states, and random runs: their
#   numbers without and with faults (crashes, pauses, one-way cuts, losses, and where leaders change also orders to
#   lead and to shut down, and isolated nodes; where nodes join, also that)";

pub fn golden(matrix: &[(Heading, Vec<Row>)]) -> String {
    let mut text = format!(
        "{HEAD}, of at most {STEPS} steps:\n\
         #   the programs below, or 3 clients with {OPERATIONS} operations each.\n\
         # not asked: this mode has no followers, whose logs could match their leader's.\n\
         # A search: the programs of its clients (x=1 writes, x reads, x/B reads at B; links before a colon are cut; sql:now\n\
         # executes statements that core/tests/it/matrix/statements.rs gives this name), its faults and its extent.\n"
    );
    for (heading, rows) in matrix {
        let mark = if heading.folded { "+" } else { "=" };
        let _ = writeln!(text, "\n{mark} {}", heading.title);
        rows.iter().for_each(|it| row(&mut text, it));
    }
    text
}

fn row(text: &mut String, row: &Row) {
    let setting = &row.setting;
    let _ = writeln!(text, "\n{}\n  {}", setting.name, setting.title);
    for &property in Property::SEARCHED {
        let cell = match row.cell(property) {
            Some((run, how)) => {
                let how = match how {
                    How::Searched => "",
                    How::Drawn => ", drawn",
                    How::Tried => ", tried",
                };
                format!("violated in {} by {}{how}", run.steps, run.name)
            }
            None if !setting.tells(property) => "not asked".into(),
            None => "none".into(),
        };
        let _ = writeln!(text, "  {property:<20} {cell}");
    }
    for &(program, bounds, extent) in &row.answer.searched {
        let what = [Some(program.into()).filter(|it: &String| !it.is_empty()), faults(bounds)];
        let what = what.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let reach = match extent.all {
            true => "all runs".into(),
            false => format!("all runs of up to {} steps", extent.depth),
        };
        let _ = writeln!(text, "    {what:<32} {:>6} states, {reach}", extent.states);
    }
    let _ =
        writeln!(text, "    random runs                      {:>6} and {0}", setting.plan.seeds);
}

/// The faults of a search, as text.
fn faults(bounds: Bounds) -> Option<String> {
    let all = [
        (bounds.drops, "loss", "losses"),
        (bounds.crashes, "crash", "crashes"),
        (bounds.timeouts, "timer", "timers"),
        (bounds.promotions, "new leader", "new leaders"),
        (bounds.joins, "new node", "new nodes"),
    ];
    let some = all.into_iter().filter(|(count, ..)| *count > 0);
    let words = some.map(|(count, one, more)| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {more}"),
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}
