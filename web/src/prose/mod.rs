//! Sentences about a run. `salience` selects the fact to report; a language module words it.
//!
//! A language is a module with the same functions and constants as `en`. The re-exports below select one.

pub mod en;
mod salience;

pub use en::{help, hints, knobs, lead, notes, say, store, verdicts, words};
pub use salience::{Fact, StepContext, salient_fact};

use replicarium::scenario::library::Lang;

/// The language of the page.
pub const LANG: Lang = Lang::En;
