//! Words of stories; their sentences stand in files of their own.

use super::words::{client, time};
use replicarium::scenario::story::{Answer, Answered, Cue, Subject};

pub fn cue(cue: Cue) -> String {
    match cue {
        Cue::At(at) => time(at.0),
        Cue::Leads(node) => format!("{node} leads"),
        Cue::Down(node) => format!("{node} is down"),
        Cue::Back(node) => format!("{node} is back"),
        Cue::Has(node, value) => format!("{node} has {value}"),
        Cue::Loses(node, value) => format!("{node} loses {value}"),
        Cue::Told(who, answer, subject) => {
            let answer = match answer {
                Answer::Ok => "“ok”",
                Answer::Failed => "failed",
                Answer::Unknown => "unknown",
            };
            match subject {
                None => format!("{}: {answer}", client(who)),
                Some(Subject::Key(key)) => format!("{}: {answer} for {key}", client(who)),
                Some(Subject::Write(key, value)) => {
                    format!("{}: {answer} for {key} = {value}", client(who))
                }
            }
        }
        Cue::Reads(who, Answered::Value(value)) => format!("{} reads {value}", client(who)),
        Cue::Reads(who, Answered::Nothing) => format!("{} reads nothing", client(who)),
        Cue::Reads(who, Answered::Siblings(n)) => format!("{} reads {n} siblings", client(who)),
    }
}
