//! Parsing of command line values and options.

use clap::{
    Args, Command,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

/// A parser that accepts the names of `values`. Values for which `is_hidden` holds are not in the help.
pub fn named<T: Copy + Send + Sync + 'static>(
    values: Vec<T>,
    name: fn(T) -> &'static str,
    is_hidden: fn(T) -> bool,
) -> impl TypedValueParser<Value = T> {
    let names = values.iter().map(|&value| PossibleValue::new(name(value)).hide(is_hidden(value)));
    PossibleValuesParser::new(names.collect::<Vec<_>>()).map(move |word| {
        let value = values.iter().copied().find(|&value| name(value) == word);
        value.expect("the word is one of the possible values")
    })
}

/// The options of a command, parsed from its arguments.
///
/// # Errors
/// The arguments are not those of the command.
pub fn options<T: Args>(arguments: &[&str]) -> Result<T, clap::Error> {
    let command = T::augment_args(Command::new("replicarium").no_binary_name(true));
    T::from_arg_matches(&command.try_get_matches_from(arguments)?)
}
