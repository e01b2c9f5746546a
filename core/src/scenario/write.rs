//! The printer of scenarios.

use super::{Scenario, read::VERSION};
use crate::{
    id::ClientId,
    sim::setup::{Choice, ClientSpec, Line},
};
use core::fmt;

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{VERSION}")?;
        body(self, f)
    }
}

/// All lines except the version.
pub fn body(scenario: &Scenario, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Scenario { title, about, mode, setup } = scenario;
    if !title.is_empty() {
        writeln!(f, "title {title}")?;
    }
    for paragraph in about {
        writeln!(f, "| {paragraph}")?;
    }
    writeln!(f, "mode {mode}")?;
    writeln!(f, "nodes {}", setup.nodes)?;
    writeln!(f, "seed {}", setup.seed)?;
    writeln!(f, "until {}", setup.until)?;
    for setting in &setup.settings {
        writeln!(f, "set {setting}")?;
    }
    for (n, spec) in setup.clients.iter().enumerate() {
        writeln!(f, "client {}{}", ClientId(n as u16), Spec(spec))?;
    }
    setup.script.iter().try_for_each(|line| writeln!(f, "{line}"))
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, choice } = self;
        match choice {
            Choice::Act(action) => write!(f, "@{at} {action}"),
            Choice::Ask(client, request) => write!(f, "@{at} {client} {request}"),
            Choice::Cart(client, change, key, item) => {
                write!(f, "@{at} {client} {} {key}={item}", change.word())
            }
        }
    }
}

struct Spec<'a>(&'a ClientSpec);

impl fmt::Display for Spec<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ClientSpec { user, writes, reads, workload } = self.0;
        if let Some(user) = user {
            write!(f, " as {user}")?;
        }
        for (word, route) in [("writes", writes), ("reads", reads)] {
            write!(f, " {word} {route}")?;
        }
        let Some(workload) = workload else { return Ok(()) };
        write!(f, " loops think {} share {}% keys ", workload.think, workload.writes)?;
        for (n, key) in workload.keys.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            write!(f, "{comma}{key}")?;
        }
        Ok(())
    }
}
