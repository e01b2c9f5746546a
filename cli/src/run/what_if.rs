//! What would have kept a guarantee that a run breaks.

use super::latency;
use crate::json;
use replicarium::{
    check::{self, Property, latency::Latency},
    remedy::{Answer, Change, Difference, Fate, Remedies, Shortfall, Waits},
    scenario::{Run, Scenario},
    sim::setup,
    time::Duration,
};
use serde::Serialize;
use std::fmt;

/// The changes under which each broken guarantee is kept.
pub struct Answers {
    remedies: Remedies,
}

/// A line of the list as a JSON object.
#[derive(Serialize)]
struct Record {
    property: &'static str,
    /// As lines of a scenario; empty if nothing keeps the guarantee.
    set: Vec<String>,
    /// The acts that are left out, as lines of a scenario.
    without: Vec<String>,
    /// `kept`, `but`, or `nothing`.
    verdict: &'static str,
    /// Whether the mode promises the guarantee with this change.
    promised: bool,
    /// What was not done, in words.
    but: Option<String>,
    /// The acts that could not happen, as lines of a scenario.
    missing: Vec<String>,
    price: Option<Price>,
    /// How long clients waited in the original run.
    before: Option<latency::Both>,
    /// How long they waited in the changed run.
    after: Option<latency::Both>,
}

/// Differences to the original run. Times are in µs.
#[derive(Serialize)]
struct Price {
    refused: i64,
    without_writes: i64,
    median: Option<i64>,
    longest: Option<i64>,
    messages: i64,
}

impl From<Difference> for Price {
    fn from(difference: Difference) -> Self {
        let Difference { refused, without_writes, median, longest, messages } = difference;
        Self { refused, without_writes, median, longest, messages }
    }
}

/// A line of the list: a change under which a guarantee is kept, or none if there is none.
pub struct Line<'a> {
    run: &'a Run,
    property: Property,
    answer: Option<&'a Answer>,
}

/// Tries every change of a run.
pub fn of(run: &Run) -> Answers {
    let Run { scenario, trace } = run;
    let until = scenario.setup.until;
    // A recorded run may end before its scenario does.
    let is_whole = trace.next().is_none_or(|step| step.at > until);
    let end = if is_whole { until } else { trace.tip().now() };
    let mut remedies = Remedies::of(trace, scenario.mode, end, Scenario::STEPS);
    remedies.go_on(&mut || true);
    Answers { remedies }
}

impl Answers {
    /// The list: for each broken guarantee, the changes that keep it.
    pub fn lines<'a>(&'a self, run: &'a Run) -> Vec<Line<'a>> {
        let mut lines = Vec::new();
        for property in self.remedies.broken().into_iter().flatten() {
            if !self.remedies.can_be_set(property) {
                lines.push(Line { run, property, answer: None });
            }
            let answers = self.remedies.answers(property).into_iter();
            lines.extend(answers.map(|answer| Line { run, property, answer: Some(answer) }));
        }
        lines
    }
}

impl Line<'_> {
    /// Whether it says that no setting keeps the guarantee.
    pub const fn is_nothing(&self) -> bool {
        self.answer.is_none()
    }

    fn but(&self) -> Option<String> {
        let Fate::But(shortfall) = self.answer?.fate(self.property)? else { return None };
        Some(match *shortfall {
            Shortfall::NotDone(id, outcome) => {
                let operation = self.run.trace.history().operation(id);
                let asked = operation.map_or(String::new(), |it| format!(" ({})", it.request));
                match outcome {
                    Some(outcome) => format!("{id}{asked} ends so: {outcome}"),
                    None => format!("{id}{asked} has no answer by the end"),
                }
            }
            Shortfall::Breaks(other) => format!("{other} is broken instead"),
            Shortfall::NoWrite => "no write is acknowledged".into(),
            Shortfall::Unchecked => "nothing happens that it is about".into(),
            Shortfall::NotReached => "an act is not reached, since a client still waits".into(),
        })
    }

    fn missing(&self) -> Vec<String> {
        let missing = self.answer.map_or(&[][..], |answer| &answer.missing);
        missing.iter().map(setup::Line::to_string).collect()
    }

    fn is_promised(&self) -> bool {
        self.answer.is_some_and(|answer| answer.promised.contains(&self.property))
    }

    /// The line for people.
    pub fn text(&self) -> String {
        let property = self.property;
        let Some(answer) = self.answer else {
            return format!("{property}  nothing that can be set keeps it\n");
        };
        let change = &answer.change;
        let but = self.but().map_or_else(String::new, |but| format!(", but {but}"));
        let missing = self.missing();
        let missing = match missing.is_empty() {
            true => String::new(),
            false => format!("; does not happen: {}", missing.join(", ")),
        };
        let promised = if self.is_promised() { ", as promised" } else { "" };
        format!("{property}  {change}  keeps it{promised}{but}: {}{missing}\n", Words(answer))
    }

    /// The line for programs.
    pub fn json(&self) -> String {
        let (mut set, mut without) = (Vec::new(), Vec::new());
        match self.answer.map(|answer| &answer.change) {
            Some(Change::Set(settings)) => {
                set = settings.iter().map(|setting| format!("set {setting}")).collect();
            }
            Some(Change::Without(at, acts)) => {
                without = acts.iter().map(|act| format!("@{at} {act}")).collect();
            }
            None => {}
        }
        let but = self.but();
        let verdict = match (self.answer, &but) {
            (None, _) => "nothing",
            (Some(_), None) => "kept",
            (Some(_), Some(_)) => "but",
        };
        json::line(&Record {
            property: self.property.name(),
            set,
            without,
            verdict,
            promised: self.is_promised(),
            but,
            missing: self.missing(),
            price: self.answer.map(|answer| answer.price.into()),
            before: self.answer.map(|answer| latency::of(answer.waits.before)),
            after: self.answer.map(|answer| latency::of(answer.waits.after)),
        })
    }
}

/// A price in words: what clients waited for before and after, and the differences of the rest.
struct Words<'a>(&'a Answer);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Answer { price, waits: Waits { before, after }, .. } = self.0;
        let Difference { refused, without_writes, messages, .. } = *price;
        let sign = |n: i64| if n < 0 { '-' } else { '+' };
        let number = |n: i64, name: &str| {
            (n != 0).then(|| format!("{name} {}{}", sign(n), n.unsigned_abs()))
        };
        let reads = i64::from(after.reads.answered) - i64::from(before.reads.answered);
        let gap = Duration(without_writes.unsigned_abs());
        let mut parts = vec![
            number(-refused, "acknowledged writes"),
            number(reads, "answered reads"),
            (without_writes != 0)
                .then(|| format!("time without writes {}{gap}", sign(without_writes))),
        ];
        for (kind, then, now) in
            [("write", before.writes, after.writes), ("read", before.reads, after.reads)]
        {
            let part = |which, time: fn(Latency) -> Duration| {
                let (then, now) = check::latency::change(then, now, time)?;
                Some(format!("{which} {kind} {then} → {now}"))
            };
            parts.extend([part("median", |it| it.median), part("slowest", |it| it.longest)]);
        }
        parts.push(number(messages, "messages"));
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        f.write_str(if parts.is_empty() { "at no price" } else { "" })?;
        f.write_str(&parts.join(", "))
    }
}
