//! Which setting breaks which promise: the file that the search for broken promises writes.

use replicarium::check::Property;

/// Where the file is, beside the page.
pub const FILE: &str = "matrix.txt";

/// Where a recorded run is, beside the page.
pub fn file(name: &str) -> String {
    format!("matrix/{name}.trace")
}

/// What the search found about one setting and one promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A run of so many steps breaks it.
    Violated(u32),
    /// No run was found that does.
    None,
    /// It was not asked.
    NotAsked,
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name in the names of its runs.
    pub name: String,
    /// What it is.
    pub title: String,
    /// In the order of the properties.
    pub cells: Vec<(Property, Cell)>,
}

impl Row {
    /// The name of the run that breaks a promise.
    pub fn run(&self, property: Property) -> String {
        format!("{}-{property}", self.name)
    }
}

/// All settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix(pub Vec<Row>);

impl Matrix {
    /// Reads the file; nothing if it is some other file.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rows: Vec<Row> = Vec::new();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in lines {
            let content = line.trim_start();
            match (line.len() - content.len(), rows.last_mut()) {
                (0, _) => {
                    let (name, title) = (content.into(), String::new());
                    rows.push(Row { name, title, cells: Vec::new() });
                }
                (2, Some(row)) if row.title.is_empty() => row.title = content.into(),
                (2, Some(row)) => row.cells.push(cell(content)?),
                // What was searched.
                (4, Some(_)) => {}
                _ => return None,
            }
        }
        let whole = |row: &Row| row.cells.len() == Property::SEARCHED.len();
        (!rows.is_empty() && rows.iter().all(whole)).then_some(Self(rows))
    }
}

fn cell(line: &str) -> Option<(Property, Cell)> {
    let (name, said) = line.split_once(' ')?;
    let property = *Property::SEARCHED.iter().find(|property| property.name() == name)?;
    let cell = match said.trim() {
        "none" => Cell::None,
        "not asked" => Cell::NotAsked,
        violated => {
            let steps = violated.strip_prefix("violated in ")?;
            let steps = steps.strip_suffix(", drawn").unwrap_or(steps);
            Cell::Violated(steps.parse().ok()?)
        }
    };
    Some((property, cell))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Link, LinkError, Session, Source};
    use replicarium::check::Verdict;
    use std::{fs, rc::Rc};

    const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/tests/golden/");

    fn golden() -> Matrix {
        Matrix::parse(&fs::read_to_string(format!("{GOLDEN}{FILE}")).unwrap()).unwrap()
    }

    fn replayed(name: &str, step: Option<u32>) -> Session {
        let text = fs::read_to_string(format!("{GOLDEN}{}", file(name))).unwrap();
        Session::replay(&Rc::from(name), &text, step).unwrap()
    }

    #[test]
    fn every_broken_promise_has_a_run_that_opens_where_it_is_broken() {
        for row in golden().0 {
            for &(property, cell) in &row.cells {
                let Cell::Violated(steps) = cell else { continue };
                let name = row.run(property);
                let session = replayed(&name, None);
                assert_eq!(session.step, session.steps(), "{name}");
                // Convergence is asked once all is quiet; what the clock does until then is not counted.
                let clocks = property == Property::Convergence && steps < session.steps();
                assert!(clocks || steps == session.steps(), "{name}");
                assert_eq!(Link::parse(&format!("#run={name}")).unwrap().source, session.source);
                let frame = session.frame();
                let verdict = frame.verdicts.of(property);
                assert!(matches!(verdict, Some(Verdict::Violated(_))), "{name}: {verdict:?}");
            }
        }
    }

    #[test]
    fn a_run_opens_at_the_step_that_a_link_names_and_goes_on() {
        use crate::session::{Intent, reduce};
        let session = replayed("leaderless-w1-r1-causal", Some(2));
        assert_eq!((session.step, session.playing), (2, false));
        let end = reduce(session, Intent::SeekStep(u32::MAX));
        let steps = end.steps();
        assert!(reduce(end, Intent::Forward).steps() > steps);
    }

    #[test]
    fn what_is_no_run_says_so() {
        let name: Rc<str> = "a-b".into();
        let replayed = Session::replay(&name, "<!doctype html>", None);
        assert!(matches!(replayed.err(), Some(LinkError::Unreadable(..))));
        assert_eq!(Source::Run(name).name(), "a-b");
    }

    #[test]
    fn another_file_is_no_matrix() {
        for text in ["", "<!doctype html>", "a\n  b\n  causal none\n", "  causal none"] {
            assert_eq!(Matrix::parse(text), None, "{text}");
        }
    }
}
