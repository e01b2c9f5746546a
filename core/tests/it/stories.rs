//! The stories: every scenario is told in every language, and every beat happens in the run, in the order told.

use crate::scenarios;
use replicarium::{
    id::{ClientId, NodeId},
    kv::{Value, Word},
    scenario::{
        Story,
        library::{self, Entry, Lang},
        story::{Answered, Beat, Cue},
    },
    sim::Trace,
    time::{Duration, Instant},
};
use std::collections::BTreeSet;

fn story(entry: &Entry, lang: Lang) -> Story {
    let text = entry.story(lang);
    text.parse().unwrap_or_else(|error| panic!("{}.story: {error}", path(entry.name, lang)))
}

fn path(name: &str, lang: Lang) -> String {
    format!("core/stories/{}/{name}", lang.code())
}

/// Every scenario with its English story and its run.
fn told() -> impl Iterator<Item = (&'static str, Story, Trace)> {
    scenarios().map(|(name, scenario)| {
        let entry = library::find(name).expect("it is in the library");
        (name, story(entry, Lang::En), scenario.run().expect("it starts"))
    })
}

#[test]
fn every_scenario_has_a_story_in_every_language_and_every_story_has_a_scenario() {
    let names: BTreeSet<String> = library::ALL.iter().map(|entry| entry.name.into()).collect();
    for lang in Lang::ALL {
        let folder = format!("{}/stories/{}", env!("CARGO_MANIFEST_DIR"), lang.code());
        let files = std::fs::read_dir(folder).expect("the folder is there");
        let files = files.map(|file| file.expect("readable").file_name().into_string().unwrap());
        let stories = files.map(|file| file.replace(".story", ""));
        assert_eq!(stories.collect::<BTreeSet<_>>(), names, "{lang:?}");
        for entry in library::ALL {
            let title = story(entry, lang).title;
            // The English title is written once, in the scenario.
            let want = (lang != Lang::En).then_some(entry.title.of(lang));
            assert_eq!(title.as_deref(), want, "{}", path(entry.name, lang));
        }
    }
}

#[test]
fn every_beat_happens_in_the_order_told() {
    for (name, story, trace) in told() {
        for (beat, step) in story.beats.iter().zip(story.steps(&trace)) {
            let Beat { cue, text } = beat;
            assert!(
                step.is_some(),
                "{name}: “{cue}” does not happen after the beat before: {text}"
            );
        }
    }
}

#[test]
fn languages_differ_in_sentences_only() {
    for entry in library::ALL {
        let en = story(entry, Lang::En);
        for lang in Lang::ALL {
            let other = story(entry, lang);
            let cues = |story: &Story| story.beats.iter().map(|b| b.cue).collect::<Vec<_>>();
            assert_eq!(cues(&en), cues(&other), "{}", path(entry.name, lang));
            let ends = |story: &Story| (story.attempt.is_some(), story.source.is_some());
            assert_eq!(ends(&en), ends(&other), "{}", path(entry.name, lang));
        }
    }
}

/// A lesson has a source; what is only there to be tried says what to try.
#[test]
fn every_story_ends_with_its_source_or_with_something_to_try() {
    for entry in library::ALL.iter().filter(|entry| !entry.topic.en.is_empty()) {
        let Story { attempt, source, .. } = story(entry, Lang::En);
        assert!(attempt.is_some() || source.is_some(), "{}", entry.name);
    }
}

/// The lengths of time that a sentence names, such as “60 ms” and “2 s”, in order; in Korean that is “2초”.
fn lengths(text: &str) -> Vec<String> {
    let text = text.replace('초', " s ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let lengths = words.windows(2).filter_map(|pair| {
        let unit = pair[1].trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        let is_length = pair[0].ends_with(|c: char| c.is_ascii_digit());
        (is_length && ["ms", "s"].contains(&unit)).then(|| format!("{} {unit}", pair[0]))
    });
    let mut lengths: Vec<String> = lengths.collect();
    lengths.sort();
    lengths
}

fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

#[test]
fn sentences_are_short_and_in_their_language() {
    for entry in library::ALL {
        let (en, ko) = (story(entry, Lang::En), story(entry, Lang::Ko));
        for (en, ko) in en.beats.iter().zip(&ko.beats) {
            let place = format!("{}, {}", entry.name, en.cue);
            assert!(en.text.len() <= 260, "{place}: {} bytes", en.text.len());
            assert!(!en.text.chars().any(is_hangul) && ko.text.chars().any(is_hangul), "{place}");
            assert_eq!(lengths(&en.text), lengths(&ko.text), "{place}");
            for text in [&en.text, &ko.text] {
                assert!(text.ends_with(['.', '?']), "{place}: {text}");
                assert_eq!(text.matches("**").count() % 2, 0, "{place}: {text}");
                assert_eq!(text.matches('*').count() % 2, 0, "{place}: {text}");
                assert!(!text.contains('"'), "{place}: quotes are “”: {text}");
            }
        }
    }
}

/// A story with another cue in the place of one of its beats.
fn with_cue(story: &Story, at: usize, cue: Cue) -> Story {
    let mut wrong = story.clone();
    wrong.beats[at].cue = cue;
    wrong
}

fn is_told_wrong(story: &Story, trace: &Trace) -> bool {
    story.steps(trace).contains(&None)
}

/// A wrong story does not pass: its time is after the end, or between two steps; its value is never read, or its
/// node never leads.
#[test]
fn a_wrong_beat_is_caught() {
    let never = Value::Word(Word::new("never").expect("it is short"));
    for (name, story, trace) in told() {
        assert!(!is_told_wrong(&story, &trace), "{name}");
        let last = trace.at(trace.len() - 1).expect("the run has steps");
        for at in 0..story.beats.len() {
            for cue in [
                Cue::At(last + Duration(1)),
                Cue::Reads(ClientId(0), Answered::Value(never)),
                Cue::Has(NodeId(0), never),
                Cue::Leads(NodeId(25)),
                Cue::Back(NodeId(25)),
            ] {
                let wrong = with_cue(&story, at, cue);
                assert!(is_told_wrong(&wrong, &trace), "{name}: “{cue}” at beat {at} passes");
            }
            if let Cue::At(Instant(at_time)) = story.beats[at].cue {
                let off = with_cue(&story, at, Cue::At(Instant(at_time + 1)));
                assert!(is_told_wrong(&off, &trace), "{name}: a time that is 1 µs late passes");
            }
        }
    }
}

#[test]
fn beats_in_the_wrong_order_are_caught() {
    for (name, story, trace) in told() {
        for at in 1..story.beats.len() {
            let mut wrong = story.clone();
            wrong.beats.swap(at - 1, at);
            assert!(is_told_wrong(&wrong, &trace), "{name}: beats {} and {at} swapped", at - 1);
        }
    }
}

#[test]
fn cues_print_as_they_are_written() {
    for entry in library::ALL {
        for Beat { cue, text } in story(entry, Lang::En).beats {
            let colon = if matches!(cue, Cue::At(_)) { "" } else { ":" };
            let again: Story =
                format!("{cue}{colon} {text}").parse().expect("a printed cue parses");
            assert_eq!(again.beats, [Beat { cue, text }]);
        }
    }
}

#[test]
fn errors_name_place_found_and_expected() {
    for (text, want) in [
        ("", "line 1, column 1: found the end of the line, expected a line “@ or when” before"),
        (
            "Once upon a time",
            "line 1, column 1: found “Once”, expected title, @, when, try or source",
        ),
        (
            "@5 It writes.",
            "line 1, column 2: found “5”, expected a length of time such as 12ms, 500us or 2s",
        ),
        ("@5ms", "line 1, column 5: found the end of the line, expected a sentence"),
        (
            "when B rules: It leads.",
            "line 1, column 8: found “rules”, expected leads, has, loses or is",
        ),
        ("when 7 leads: It leads.", "line 1, column 6: found “7”, expected a node such as A"),
        ("when B is up: It runs.", "line 1, column 11: found “up”, expected down or back"),
        (
            "when B leads It leads.",
            "line 1, column 14: found “It”, expected a colon after the condition, as in “when B leads:”",
        ),
        ("when c1 asks: It asks.", "line 1, column 9: found “asks”, expected reads or is"),
        (
            "when c1 is told yes: It is told.",
            "line 1, column 17: found “yes”, expected ok, failed or unknown",
        ),
        (
            "when c1 is told ok of x: It is told.",
            "line 1, column 20: found “of”, expected for, or a colon after the condition",
        ),
        (
            "when c1 reads milk and tea: It reads.",
            "line 1, column 15: found “milk”, expected a number of siblings",
        ),
        (
            "@1ms One.\n\n@2ms Two.\ntry This.\ntry That.",
            "line 5, column 1: found “try”, but there is a line “try” already; expected one",
        ),
        (
            "@1ms a\n@2ms b\n@3ms c\n@4ms d\n@5ms e\n@6ms f\n@7ms g",
            "line 7, column 1: found “@7ms”, expected at most 6 beats",
        ),
    ] {
        let found = text.parse::<Story>().map_err(|error| error.to_string());
        assert_eq!(found, Err(want.to_owned()), "{text}");
    }
}

/// A story that ends early, or lacks a character anywhere, is read or refused, and a refusal names a line.
#[test]
fn damaged_stories_are_read_calmly() {
    for name in ["async_failover_loses_acknowledged_write", "cart_of_two_clients"] {
        let text = library::find(name).expect("it is in the library").story(Lang::Ko);
        for (at, c) in text.char_indices() {
            for damaged in
                [text[..at].to_owned(), [&text[..at], &text[at + c.len_utf8()..]].concat()]
            {
                if let Err(error) = damaged.parse::<Story>() {
                    assert!(error.line >= 1 && error.column >= 1, "{error}\n{damaged}");
                }
            }
        }
    }
}
