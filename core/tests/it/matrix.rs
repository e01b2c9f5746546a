//! The matrix: which setting keeps which promise, as far as a search can tell.
//!
//! Each cell is a run that breaks the promise, as short as a search finds it, or "none" within the bounds
//! that stand below. `cargo xtask bless` writes `tests/golden/matrix.txt`, the runs beside it, and the
//! table of the README.

#[path = "matrix/cells.rs"]
mod cells;
#[path = "matrix/print.rs"]
mod print;
#[path = "matrix/rows.rs"]
pub mod rows;

use crate::golden::{compare, golden};
use cells::Answer;
use replicarium::scenario::Run;
use rows::ROWS;
use std::{env, fs, thread};

/// All rows, two at a time: worlds share memory within a thread only, so each thread makes its own.
fn answers() -> Vec<Answer> {
    let half = ROWS.len() / 2;
    let work = |rows: &'static [rows::Row]| move || rows.iter().map(cells::answer).collect();
    thread::scope(|scope| {
        let other = scope.spawn(work(&ROWS[half..]));
        let mut answers: Vec<Answer> = work(&ROWS[..half])();
        answers.extend(other.join().expect("the search does not panic"));
        answers
    })
}

#[test]
fn matrix_is_as_recorded() {
    let answers = answers();
    let mut differences = Vec::new();
    differences.extend(compare("matrix.txt", &print::golden(&answers)));
    let mut names = Vec::new();
    for answer in &answers {
        for (property, text) in &answer.runs {
            let name = print::file(answer.row, *property);
            differences.extend(compare(&format!("matrix/{name}"), text));
            names.push(name);
            let again: Run = text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert_eq!(again.to_string(), *text, "print then parse is the identity");
        }
    }
    for left in fs::read_dir(golden("matrix")).expect("the folder of the matrix").flatten() {
        let name = left.file_name().to_string_lossy().into_owned();
        if !names.contains(&name) {
            match env::var_os("BLESS") {
                Some(_) => fs::remove_file(left.path()).expect("a file of the matrix"),
                None => {
                    differences.push(format!("matrix/{name}: this violation is not found any more"))
                }
            }
        }
    }
    differences.extend(compare("../../../README.md", &print::readme(&answers)));
    assert!(
        differences.is_empty(),
        "{}\n`cargo xtask bless` records the new matrix, if it is meant",
        differences.join("\n")
    );
}
