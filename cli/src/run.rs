//! `replicarium run`.

use crate::{
    history::{edn, export, jsonl},
    options::{Export, Options},
};
use replicarium::{
    history::Operation,
    scenario::{Run, Scenario, library},
};
use std::{fmt::Write, fs, io};

/// A file of more than this many bytes is no scenario.
const LIMIT: u64 = 16 << 20;

/// Runs and returns what is to be printed.
pub fn run(options: &Options) -> Result<String, String> {
    let (name, text) = load(&options.scenario)?;
    let at = |error: &dyn std::fmt::Display| format!("{name}: {error}");
    let changed = options.seed.is_some() || options.until.is_some();
    let run = if text.trim_start().starts_with("replicarium run") {
        if changed {
            return Err(at(&"a recorded run is what it is; --seed and --until go with a scenario"));
        }
        text.parse::<Run>().map_err(|error| at(&error))?
    } else {
        let text = with_changes(&text, options);
        let scenario: Scenario = text.parse().map_err(|error| at(&error))?;
        let trace = scenario.run().map_err(|error| at(&error))?;
        Run { scenario, trace }
    };
    Ok(match options.export {
        Some(format) => export(&run, format),
        None if options.history => history(&run),
        None => run.to_string(),
    })
}

fn load(name: &str) -> Result<(String, String), String> {
    let size = fs::metadata(name).map(|file| file.len());
    match size {
        Ok(size) if size > LIMIT => {
            Err(format!("{name}: {size} bytes are too many; at most {LIMIT}"))
        }
        Ok(_) => {
            let bytes = fs::read(name).map_err(|error| format!("{name}: {error}"))?;
            let text = String::from_utf8(bytes).map_err(|error| {
                let good = error.utf8_error().valid_up_to();
                format!("{name}: not a text in UTF-8, from byte {} on", good + 1)
            })?;
            Ok((name.to_owned(), text))
        }
        Err(error) => match library::find(name) {
            Some(entry) => Ok((name.to_owned(), entry.text().to_owned())),
            None if error.kind() == io::ErrorKind::NotFound => {
                Err(format!("{name}: no such file, and no scenario of that name"))
            }
            None => Err(format!("{name}: {error}")),
        },
    }
}

/// The text with its seed and end replaced, line for line, so that errors keep their places.
fn with_changes(text: &str, options: &Options) -> String {
    let seed = options.seed.map(|seed| ("seed", format!("seed {seed}")));
    let until = options.until.as_ref().map(|until| ("until", format!("until {until}")));
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (word, new) in seed.into_iter().chain(until) {
        match lines.iter_mut().find(|line| line.split_whitespace().next() == Some(word)) {
            Some(line) => *line = new,
            None => lines.push(new),
        }
    }
    lines.join("\n") + "\n"
}

/// What clients saw, one event a line.
fn export(run: &Run, format: Export) -> String {
    let line = match format {
        Export::Jsonl => jsonl::write,
        Export::Edn => edn::write,
    };
    export::events(run.trace.history().operations()).iter().map(line).collect()
}

/// What clients saw, one operation a line.
fn history(run: &Run) -> String {
    let mut text = String::new();
    for Operation { id, via, request, invoked, ended, .. } in run.trace.history().operations() {
        let asked = format!("{id}  {request} via {via}");
        let (from, step) = invoked;
        let end = match ended {
            Some((outcome, at, _)) => format!("{at:<11} {outcome}"),
            None => format!("{:<11} still waiting", ""),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{asked:<38} step {step:<5} {from:<11} {end}");
    }
    text
}

/// The scenarios that come with it.
pub fn scenarios() -> String {
    let mut text = String::new();
    let mut topic = "";
    for entry in library::ALL {
        if entry.topic != topic {
            topic = entry.topic;
            let _ = writeln!(text, "\n{topic}");
        }
        let _ = writeln!(text, "{:<42} {}", entry.name, entry.title);
    }
    text
}
