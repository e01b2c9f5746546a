//! Words of stories; their sentences stand in files of their own.

use super::{
    particles::{object, subject},
    words::{client, time},
};
use replicarium::scenario::story::{Answer, Answered, Cue, Subject};

pub fn cue(cue: Cue) -> String {
    match cue {
        Cue::At(at) => time(at.0),
        Cue::Leads(node) => format!("{} 리더가 될 때", subject(node)),
        Cue::Down(node) => format!("{} 죽을 때", subject(node)),
        Cue::Back(node) => format!("{} 돌아올 때", subject(node)),
        Cue::Has(node, value) => format!("{} {} 가질 때", subject(node), object(value)),
        Cue::Loses(node, value) => format!("{} {} 잃을 때", subject(node), object(value)),
        Cue::Told(who, answer, about) => {
            let answer = match answer {
                Answer::Ok => "“ok”",
                Answer::Failed => "실패",
                Answer::Unknown => "알 수 없음",
            };
            match about {
                None => format!("{}: {answer}", client(who)),
                Some(Subject::Key(key)) => format!("{}: {key} {answer}", client(who)),
                Some(Subject::Write(key, value)) => {
                    format!("{}: {key} = {value} {answer}", client(who))
                }
            }
        }
        Cue::Reads(who, Answered::Value(value)) => {
            format!("{} {} 읽을 때", subject(client(who)), object(value))
        }
        Cue::Reads(who, Answered::Nothing) => {
            format!("{} 빈 값을 읽을 때", subject(client(who)))
        }
        Cue::Reads(who, Answered::Siblings(n)) => {
            format!("{} 형제 값 {n}개를 읽을 때", subject(client(who)))
        }
    }
}
