//! The native format: a JSON object a line.
//!
//! ```text
//! {"process":0,"type":"invoke","f":"write","key":"x","value":"1","time":12}
//! {"process":1,"type":"invoke","f":"cas","key":"x","value":["1","2"]}
//! {"process":1,"type":"ok","f":"read","value":["x","2"]}
//! ```
//! The events of the process `nemesis` are skipped, and so are those of other processes without a number if they are no
//! operations on a register.

use super::{
    Event, Events, Function, Item, Kind, Named, ParseError, Payload, PayloadError, Place, Problem,
    Value, is_nemesis,
    lines::{Lines, bounded},
    times,
};
use crate::json;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::BufRead;

/// An event as it is read. A number keeps all its digits.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    process: &'a RawValue,
    #[serde(rename = "type")]
    kind: Kind,
    f: Function,
    #[serde(borrow)]
    key: Option<&'a RawValue>,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
    #[serde(borrow)]
    time: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

/// The fields that tell whether an event is skipped.
#[derive(Deserialize)]
struct Outline<'a> {
    #[serde(borrow)]
    process: Option<&'a RawValue>,
    #[serde(rename = "type", borrow)]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    f: Option<&'a RawValue>,
}

/// The events of a text.
pub fn read(from: Box<dyn BufRead>) -> Box<Events> {
    let mut lines = Lines::new(from);
    Box::new(std::iter::from_fn(move || {
        loop {
            let parsed = match lines.next()? {
                Err(error) => Err(error),
                Ok((_, text)) if text.trim().is_empty() => continue,
                Ok((line, text)) => event(Place { line, column: 1 }, text),
            };
            if parsed.is_err() {
                lines.stop();
            }
            return Some(parsed);
        }
    }))
}

/// The event of an object that begins at `start`.
pub fn event(start: Place, text: &str) -> Result<Item, ParseError> {
    let line: Line = match serde_json::from_str(text) {
        Ok(line) => line,
        Err(_) if is_skipped(text) => return Ok((start, None)),
        Err(error) => {
            let before = text.split_inclusive('\n').take(error.line().saturating_sub(1));
            let offset = before.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
            return Err(Problem::json("an event", &error).at(start.after(text, offset)));
        }
    };
    let Line { process, kind, f: function, key, value, time, error } = line;
    // The first place of the field's name is near enough.
    let at =
        |field: &str| start.after(text, text.find(&format!("\"{field}\"")).unwrap_or_default());
    let wrong = |json: Option<&RawValue>, field: &str, expected: PayloadError| {
        let found = json.map_or("null", RawValue::get);
        Problem::unexpected(found, expected.expected()).at(at(field))
    };
    let one = |field: &str, json: Option<&RawValue>| -> Result<Value, ParseError> {
        let text = scalar(json).map_err(|error| wrong(json, field, error))?;
        text.as_deref().map_or(Ok(()), |text| bounded(text, at(field)))?;
        Ok(text)
    };
    let name = one("process", Some(process)).ok().flatten();
    let process = name.ok_or_else(|| wrong(Some(process), "process", PayloadError::Process))?;
    if is_nemesis(&process) {
        return Ok((start, None));
    }
    let (mut key, mut value) = (one("key", key)?, value);
    if key.is_none()
        && let Some((first, second)) = value.and_then(|it| tuple(function, it))
    {
        (key, value) = (one("value", Some(first))?, Some(second));
    }
    let values: Option<Vec<Option<&RawValue>>> = value.and_then(list);
    let payload = match values.as_deref() {
        Some([Some(_), from, to]) if key.is_none() && function == Function::Cas => {
            key = values.as_deref().and_then(|all| one("value", all[0]).transpose()).transpose()?;
            Payload::Two(one("value", *from)?, one("value", *to)?)
        }
        Some([from, to]) => Payload::Two(one("value", *from)?, one("value", *to)?),
        Some(_) => return Err(wrong(value, "value", expected(function))),
        None => one("value", value)?.map_or(Payload::Nil, Payload::One),
    };
    let time = time.and_then(|time| scalar(Some(time)).ok().flatten());
    let time = time.and_then(|text| times::micros(&text, times::Unit::Micros));
    let error = error.and_then(reason);
    let event = Event { process, kind, function, key, payload, time, error };
    event.check().map_err(|error| wrong(value, "value", error))?;
    Ok((start, Some(event)))
}

const fn expected(function: Function) -> PayloadError {
    match function {
        Function::Cas => PayloadError::TwoValues,
        Function::Read | Function::Write => PayloadError::OneValue,
    }
}

/// Whether an object is an event of the nemesis, or of another process without a number and no operation.
fn is_skipped(text: &str) -> bool {
    let Ok(Outline { process, kind, f }) = serde_json::from_str(text) else { return false };
    let Some(process) = process.and_then(|it| scalar(Some(it)).ok()?) else { return false };
    let word = |it: Option<&RawValue>| scalar(it).ok().flatten().unwrap_or_default();
    let is_operation = Kind::named(&word(kind)).is_some() && Function::named(&word(f)).is_some();
    is_nemesis(&process) || process.parse::<i64>().is_err() && !is_operation
}

/// The key and the value of `[key, value]`, or of `[key, [from, to]]`.
fn tuple(function: Function, json: &RawValue) -> Option<(&RawValue, &RawValue)> {
    let [Some(key), value] = <[_; 2]>::try_from(list(json)?).ok()? else { return None };
    // A value that is null is not told from none.
    let value = value.unwrap_or(RawValue::NULL);
    (function != Function::Cas || list(value).is_some()).then_some((key, value))
}

/// The elements of an array, `None` for null; `None` if it is something else.
fn list(json: &RawValue) -> Option<Vec<Option<&RawValue>>> {
    json.get().starts_with('[').then(|| serde_json::from_str(json.get()).ok()).flatten()
}

/// A text, or a number or truth value as it is spelled.
fn scalar(json: Option<&RawValue>) -> Result<Value, PayloadError> {
    let text = json.map_or("null", RawValue::get);
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map(Some).map_err(|_| PayloadError::Scalar),
        Some(b'[' | b'{') | None => Err(PayloadError::Scalar),
        Some(b'n') => Ok(None),
        Some(_) => Ok(Some(text.to_owned())),
    }
}

/// The first word of a reason.
fn reason(json: &RawValue) -> Option<String> {
    match list(json) {
        Some(list) => list.into_iter().flatten().next().and_then(reason),
        None => scalar(Some(json)).unwrap_or_else(|_| Some("…".to_owned())),
    }
}

/// An event as a line.
pub fn write(event: &Event) -> String {
    json::line(event)
}
