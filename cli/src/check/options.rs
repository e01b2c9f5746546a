//! What `replicarium check` was asked for.

use crate::history::{
    Value,
    open::Format,
    registers::{FailedCas, Model, Nil},
};
use replicarium::check::Property;

/// What to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether a promise was kept.
    Promise(Property),
    /// How stale reads were.
    Staleness,
}

impl Question {
    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Promise(property) => property.name(),
            Self::Staleness => "staleness",
        }
    }
}

/// How to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub files: Vec<String>,
    pub questions: Vec<Question>,
    /// Found out if not given.
    pub format: Option<Format>,
    pub model: Model,
    pub initial: Value,
    /// As usual for the format if not given.
    pub nil: Option<Nil>,
    pub failed_cas: Option<FailedCas>,
    pub budget: u64,
    pub json: bool,
}

/// Placements of an operation that a search may try for each register, if nothing else is said: some ten
/// seconds.
const BUDGET: u64 = 50_000_000;

/// Reads the arguments after `check`; nothing if help was asked for.
pub fn parse<'a>(mut words: impl Iterator<Item = &'a str>) -> Result<Option<Options>, String> {
    let mut options = Options {
        files: Vec::new(),
        questions: vec![Question::Promise(Property::Linearizable)],
        format: None,
        model: Model::CasRegister,
        initial: None,
        nil: None,
        failed_cas: None,
        budget: BUDGET,
        json: false,
    };
    while let Some(word) = words.next() {
        // Both `--nil absent` and `--nil=absent`.
        let (flag, mut attached) = match word.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => (flag, Some(value)),
            _ => (word, None),
        };
        let mut value = || {
            let value = attached.take().or_else(|| words.next());
            value.ok_or_else(|| format!("{flag} wants a value after it"))
        };
        match flag {
            "--help" | "-h" => return Ok(None),
            "--property" => options.questions = questions(value()?)?,
            "--format" => options.format = one_of(flag, value()?, FORMATS)?,
            "--model" => options.model = one_of(flag, value()?, MODELS)?,
            "--initial" => {
                options.initial = Some(value()?).filter(|&it| it != "nil").map(str::to_owned);
            }
            "--nil" => options.nil = Some(one_of(flag, value()?, NILS)?),
            "--failed-cas" => options.failed_cas = Some(one_of(flag, value()?, FAILED)?),
            "--budget" => {
                let text = value()?;
                let number = text.parse();
                options.budget =
                    number.map_err(|_| format!("--budget {text}: not a whole number"))?;
            }
            "--json" => options.json = true,
            flag if flag.starts_with('-') && flag != "-" => {
                return Err(format!("there is no option {flag}"));
            }
            _ => options.files.push(word.to_owned()),
        }
        if let Some(value) = attached {
            return Err(format!("{flag} takes no value, but “{value}” is given"));
        }
    }
    if options.files.is_empty() {
        return Err("check wants a file: a history, or - for the standard input".to_owned());
    }
    Ok(Some(options))
}

const FORMATS: &[(&str, Option<Format>)] = &[
    ("auto", None),
    ("jsonl", Some(Format::Jsonl)),
    ("jepsen-log", Some(Format::JepsenLog)),
    ("edn", Some(Format::Edn)),
];
const MODELS: &[(&str, Model)] =
    &[("register", Model::Register), ("cas-register", Model::CasRegister)];
const NILS: &[(&str, Nil)] = &[("absent", Nil::Absent), ("unknown", Nil::Unknown)];
const FAILED: &[(&str, FailedCas)] =
    &[("observed", FailedCas::Observed), ("dropped", FailedCas::Dropped)];

fn one_of<T: Copy>(flag: &str, word: &str, choices: &[(&str, T)]) -> Result<T, String> {
    let found = choices.iter().find(|(name, _)| *name == word).map(|&(_, it)| it);
    found.ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        format!("{flag} {word}: not one of {}", names.join(", "))
    })
}

fn questions(words: &str) -> Result<Vec<Question>, String> {
    let promises = Property::ALL.iter().map(|&it| Question::Promise(it));
    let choices = promises.chain([Question::Staleness]).map(|it| (it.name(), it));
    let choices: Vec<_> = choices.collect();
    words.split(',').map(|word| one_of("--property", word.trim(), &choices)).collect()
}
