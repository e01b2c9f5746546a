//! The options of `replicarium check`.

use crate::{
    arguments,
    history::{
        open::Format,
        registers::{FailedCas, Model, Nil},
    },
};
use clap::{Args, ValueEnum};
use replicarium::check::Property;

/// What to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether a property holds.
    Property(Property),
    /// How stale reads were.
    Staleness,
}

impl Question {
    fn all() -> Vec<Self> {
        let properties = Property::ALL.iter().map(|&property| Self::Property(property));
        properties.chain([Self::Staleness]).collect()
    }

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Property(property) => property.name(),
            Self::Staleness => "staleness",
        }
    }

    /// Whether no history can answer it: the property concerns the contents of replicas.
    fn is_about_replicas(self) -> bool {
        matches!(self, Self::Property(property) if !property.is_about_reads())
    }
}

/// Judge recorded histories
///
/// Prints a line for each file and property. With several files, the exit status is that of the worst file:
/// 2 before 1 before 3.
#[derive(Args, Debug)]
pub struct Options {
    /// Histories: JSON lines, a JSON array, Jepsen's logs or Jepsen's EDN, compressed by gzip or not; - is the standard
    /// input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// The properties to judge; "causal" is causal consistency (CC) as in Bouajjani et al. 2017, not causal memory (CM) or
    /// causal convergence (CCv)
    #[arg(
        long = "property",
        value_name = "NAME",
        value_delimiter = ',',
        default_value = "linearizable",
        value_parser = arguments::named(Question::all(), Question::name, Question::is_about_replicas),
    )]
    pub questions: Vec<Question>,
    /// The format of the files
    #[arg(long, value_enum, default_value_t)]
    pub format: FormatOption,
    /// The operations that a history may have
    #[arg(long, value_enum, default_value_t = Model::CasRegister)]
    pub model: Model,
    /// The value of each register before the first write; nil, if not given
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub initial: Option<String>,
    /// The meaning of a read that returned nil [default: absent for JSON and for the logs of etcd
    /// that come with Porcupine, unknown for Jepsen's files]
    #[arg(long, value_enum)]
    pub nil: Option<Nil>,
    /// The meaning of a compare-and-set that failed [default: observed for the logs of etcd that come
    /// with Porcupine, dropped otherwise]
    #[arg(long, value_enum)]
    pub failed_cas: Option<FailedCas>,
    /// Placements of an operation that a search may try for each register
    #[arg(long, value_name = "N", default_value_t = BUDGET)]
    pub budget: u64,
    /// Print a JSON object for each file and property
    #[arg(long)]
    pub json: bool,
}

/// The default of `--budget`: enough for some ten seconds.
const BUDGET: u64 = 50_000_000;

/// The format of a file, if it is known.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum FormatOption {
    /// Detect the format from the first characters
    #[default]
    Auto,
    Jsonl,
    Json,
    JepsenLog,
    Edn,
}

impl From<FormatOption> for Option<Format> {
    fn from(option: FormatOption) -> Self {
        match option {
            FormatOption::Auto => None,
            FormatOption::Jsonl => Some(Format::Jsonl),
            FormatOption::Json => Some(Format::JsonArray),
            FormatOption::JepsenLog => Some(Format::JepsenLog),
            FormatOption::Edn => Some(Format::Edn),
        }
    }
}
