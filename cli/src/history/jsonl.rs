//! The native format: a JSON object a line.
//!
//! ```text
//! {"process":0,"type":"invoke","f":"write","key":"x","value":"1","time":12}
//! {"process":1,"type":"invoke","f":"cas","key":"x","value":["1","2"]}
//! ```

use super::{
    Event, Events, Function, Kind, ParseError, Payload, PayloadError, Place, Problem, Value,
    lines::{Lines, bounded},
};
use crate::json;
use serde::Deserialize;
use serde_json::Value as Json;
use std::io::BufRead;

/// An event as it is read: keys and values may be texts, numbers, truth values or null.
#[derive(Deserialize)]
struct Line {
    process: u64,
    #[serde(rename = "type")]
    kind: Kind,
    f: Function,
    #[serde(default)]
    key: Json,
    #[serde(default)]
    value: Json,
    time: Option<u64>,
}

/// The events of a text.
pub fn read(from: Box<dyn BufRead>) -> Box<Events> {
    let mut lines = Lines::new(from);
    Box::new(std::iter::from_fn(move || {
        loop {
            let parsed = match lines.next()? {
                Err(error) => Err(error),
                Ok((_, text)) if text.trim().is_empty() => continue,
                Ok((number, text)) => event(number, text),
            };
            if parsed.is_err() {
                lines.stop();
            }
            return Some(parsed);
        }
    }))
}

fn event(line: u32, text: &str) -> Result<(Place, Event), ParseError> {
    let Line { process, kind, f: function, key, value, time } = serde_json::from_str(text)
        .map_err(|error| {
            let place = Place::of_byte(line, text, error.column().saturating_sub(1));
            Problem::json("an event", &error).at(place)
        })?;
    // The first place of the field's name is near enough.
    let at = |field: &str| {
        let before = text.find(&format!("\"{field}\"")).unwrap_or_default();
        Place::of_byte(line, text, before)
    };
    let wrong = |json: &Json, field: &str, expected: PayloadError| {
        Problem::unexpected(&json.to_string(), expected.expected()).at(at(field))
    };
    let scalar = |field: &str, json: &Json| -> Result<Value, ParseError> {
        let text = scalar(json).map_err(|error| wrong(json, field, error))?;
        text.as_deref().map_or(Ok(()), |text| bounded(text, at(field)))?;
        Ok(text)
    };
    let key = scalar("key", &key)?;
    let payload = match &value {
        Json::Array(values) => match &values[..] {
            [from, to] => Payload::Two(scalar("value", from)?, scalar("value", to)?),
            _ => return Err(wrong(&value, "value", PayloadError::TwoValues)),
        },
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => {
            scalar("value", &value)?.map_or(Payload::Nil, Payload::One)
        }
    };
    let event = Event { process, kind, function, key, payload, time };
    event.check().map_err(|error| wrong(&value, "value", error))?;
    Ok((Place { line, column: 1 }, event))
}

fn scalar(json: &Json) -> Result<Value, PayloadError> {
    match json {
        Json::Null => Ok(None),
        Json::String(text) => Ok(Some(text.clone())),
        Json::Number(number) => Ok(Some(number.to_string())),
        Json::Bool(truth) => Ok(Some(truth.to_string())),
        Json::Array(_) | Json::Object(_) => Err(PayloadError::Scalar),
    }
}

/// An event as a line.
pub fn write(event: &Event) -> String {
    json::line(event)
}
