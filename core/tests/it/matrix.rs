//! The matrix: which setting violates which property, as far as a search finds out.
//!
//! A cell is the shortest run found that violates the property, or "none" within the bounds of the search.
//! `cargo xtask bless` writes `tests/golden/matrix.txt`, the runs beside it, `docs/matrix.md`, and rows of the README.

#[path = "matrix/cells.rs"]
mod cells;
#[path = "matrix/merging.rs"]
mod merging;
#[path = "matrix/print.rs"]
mod print;
#[path = "matrix/reading.rs"]
mod reading;
#[path = "matrix/rows.rs"]
pub mod rows;
#[path = "matrix/settings.rs"]
mod settings;
#[path = "matrix/statements.rs"]
mod statements;
#[path = "matrix/tables.rs"]
mod tables;

use crate::golden::{compare, golden};
use cells::{Answer, How, Told};
use replicarium::{check::Property, scenario::Run};
use settings::{Heading, Setting};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// A setting, its index among all settings, and its counterexamples.
struct Row {
    place: usize,
    setting: Setting,
    answer: Answer,
    runs: Vec<Told>,
}

impl Row {
    /// The run that violates a property, and how it was found.
    fn cell(&self, property: Property) -> Option<(&Told, How)> {
        self.runs.iter().find_map(|run| {
            let (_, how) = run.breaks.iter().find(|(broken, _)| *broken == property)?;
            Some((run, *how))
        })
    }

    /// The length of the run that violates a property.
    fn steps(&self, property: Property) -> Option<u32> {
        self.cell(property).map(|(run, _)| run.steps)
    }
}

/// Applies `work` to each element, on two threads. Worlds are not `Send`, so each thread creates its own.
fn each<T: Send>(all: Vec<T>, work: impl Fn(&mut T) + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let all: Vec<Mutex<T>> = all.into_iter().map(Mutex::new).collect();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(&mut one.lock().expect("nobody else has it"));
                }
            });
        }
    });
    all.into_iter().map(|one| one.into_inner().expect("no search panics")).collect()
}

/// Tries the counterexamples of each setting in the other settings of its family.
fn share(all: Vec<Row>) -> Vec<Row> {
    let mut families: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in all {
        families.entry(row.setting.family.clone()).or_default().push(row);
    }
    let families = each(families.into_values().collect(), |rows| {
        let pairs = rows.iter_mut().map(|row| (&row.setting, &mut row.answer));
        cells::share(pairs.collect());
    });
    families.into_iter().flatten().collect()
}

/// Searches all settings, under their headings.
fn matrix() -> Vec<(Heading, Vec<Row>)> {
    let (headings, settings): (Vec<Heading>, Vec<Vec<Setting>>) =
        settings::all().into_iter().unzip();
    let counts: Vec<usize> = settings.iter().map(Vec::len).collect();
    let row =
        |(place, setting)| Row { place, setting, answer: Answer::default(), runs: Vec::new() };
    let all = settings.into_iter().flatten().enumerate().map(row).collect();
    let all = each(all, |row| row.answer.search(&row.setting));
    let all = each(share(all), |row| row.answer.draw(&row.setting));
    let mut all = each(share(all), |row| row.runs = row.answer.runs(&row.setting));
    all.sort_by_key(|row| row.place);
    let mut all = all.into_iter();
    headings.into_iter().zip(counts).map(|(it, n)| (it, all.by_ref().take(n).collect())).collect()
}

/// The properties that the setting promises and violates.
fn breaches(row: &Row) -> Vec<Property> {
    let promised = cells::promised(&row.setting);
    promised.into_iter().filter(|&property| row.cell(property).is_some()).collect()
}

#[test]
fn matrix_is_as_recorded() {
    let matrix = matrix();
    let mut differences = Vec::new();
    differences.extend(compare("matrix.txt", &print::golden(&matrix)));
    let mut names = BTreeSet::new();
    for run in matrix.iter().flat_map(|(_, rows)| rows).flat_map(|row| &row.runs) {
        let name = format!("{}.trace", run.name);
        differences.extend(compare(&format!("matrix/{name}"), &run.text));
        let again: Run = run.text.parse().unwrap_or_else(|error| panic!("{error}\n{}", run.text));
        assert_eq!(again.to_string(), run.text, "print then parse is the identity");
        assert!(names.insert(name), "two runs are called {}", run.name);
    }
    for left in fs::read_dir(golden("matrix")).expect("the folder of the matrix").flatten() {
        let name = left.file_name().to_string_lossy().into_owned();
        if !names.contains(&name) {
            match env::var_os("BLESS") {
                Some(_) => fs::remove_file(left.path()).expect("a file of the matrix"),
                None => {
                    differences.push(format!("matrix/{name}: this violation is no longer found"))
                }
            }
        }
    }
    differences.extend(compare("../../../docs/matrix.md", &tables::page(&matrix)));
    differences.extend(compare("../../../README.md", &tables::readme(&matrix)));
    for row in matrix.iter().flat_map(|(_, rows)| rows) {
        let breaches = breaches(row);
        assert!(breaches.is_empty(), "{} breaks what it promises: {breaches:?}", row.setting.name);
    }
    assert!(
        differences.is_empty(),
        "{}\n`cargo xtask bless` records the new matrix, if it is meant",
        differences.join("\n")
    );
}
