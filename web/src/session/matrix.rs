//! Which setting breaks which promise: the file that the search for broken promises writes.

use replicarium::check::Property;
use std::rc::Rc;

/// Where the file is, beside the page.
pub const FILE: &str = "matrix.txt";

/// Where a recorded run is, beside the page.
pub fn file(name: &str) -> String {
    format!("matrix/{name}.trace")
}

/// What the search found about one setting and one promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A run breaks it: its number of steps, and its name.
    Violated(u32, Rc<str>),
    /// No run was found that does.
    None,
    /// It was not asked.
    NotAsked,
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub title: String,
    /// In the order of the properties.
    pub cells: Vec<(Property, Cell)>,
}

/// Settings under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub title: String,
    /// Whether they are shown only when a reader asks.
    pub folded: bool,
    /// The settings.
    pub rows: Vec<Row>,
}

/// All settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix(pub Vec<Group>);

impl Matrix {
    /// Reads the file; nothing if it is some other file.
    pub fn parse(text: &str) -> Option<Self> {
        let mut groups: Vec<Group> = Vec::new();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in lines {
            let content = line.trim_start();
            let indent = line.len() - content.len();
            if let (0, Some(("=" | "+", title))) = (indent, line.split_once(' ')) {
                let folded = line.starts_with('+');
                groups.push(Group { title: title.into(), folded, rows: Vec::new() });
                continue;
            }
            let rows = &mut groups.last_mut()?.rows;
            match (indent, rows.last_mut()) {
                // Its name, and then its title.
                (0, _) => rows.push(Row { title: String::new(), cells: Vec::new() }),
                (2, Some(row)) if row.title.is_empty() => row.title = content.into(),
                (2, Some(row)) => row.cells.push(cell(content)?),
                // What was searched.
                (4, Some(_)) => {}
                _ => return None,
            }
        }
        let whole = |row: &Row| row.cells.len() == Property::SEARCHED.len();
        let some = |group: &Group| !group.rows.is_empty() && group.rows.iter().all(whole);
        (!groups.is_empty() && groups.iter().all(some)).then_some(Self(groups))
    }
}

fn cell(line: &str) -> Option<(Property, Cell)> {
    let (name, said) = line.split_once(' ')?;
    let property = *Property::SEARCHED.iter().find(|property| property.name() == name)?;
    let cell = match said.trim_start() {
        "none" => Cell::None,
        "not asked" => Cell::NotAsked,
        violated => {
            let (steps, by) = violated.strip_prefix("violated in ")?.split_once(" by ")?;
            let run = by.split_once(',').map_or(by, |(run, _how)| run);
            Cell::Violated(steps.parse().ok()?, run.into())
        }
    };
    Some((property, cell))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Link, LinkError, Session, Source};
    use replicarium::check::Verdict;
    use std::fs;

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
        for row in golden().0.into_iter().flat_map(|group| group.rows) {
            for (property, cell) in row.cells {
                let Cell::Violated(steps, name) = cell else { continue };
                let session = replayed(&name, None);
                assert_eq!(session.step, session.steps(), "{name}");
                // Convergence is asked once all is quiet; what the clock does until then is not counted.
                let clocks = property == Property::Convergence && steps < session.steps();
                assert!(clocks || steps == session.steps(), "{name}");
                assert_eq!(Link::read(&format!("#run={name}")).0.source, session.source);
                let frame = session.frame();
                let verdict = frame.verdicts.of(property);
                assert!(matches!(verdict, Some(Verdict::Violated(_))), "{name}: {verdict:?}");
            }
        }
    }

    #[test]
    fn a_run_opens_at_the_step_that_a_link_names_and_goes_on() {
        use crate::session::{Intent, reduce};
        let session = replayed("leaderless-w1-r1-linearizable", Some(2));
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
        for text in [
            "",
            "<!doctype html>",
            "= a",
            "= a\nb\n  c\n  causal none\n",
            "a\n  b",
            "  causal none",
        ] {
            assert_eq!(Matrix::parse(text), None, "{text}");
        }
    }
}
