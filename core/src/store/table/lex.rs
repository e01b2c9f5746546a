//! Statements cut into tokens, and what a parser may expect in place of one.

use super::statement::Comparator;
use alloc::string::String;
use core::fmt;

macro_rules! keywords {
    (reserved { $($reserved:ident = $reserved_text:literal),* $(,)? } free { $($free:ident = $free_text:literal),* $(,)? }) => {
        /// A word with a meaning of its own, in letters of any case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is the word of its name")]
        pub enum Keyword { $($reserved,)* $($free,)* }

        impl Keyword {
            /// The keywords that cannot be names.
            pub const RESERVED: &[Self] = &[$(Self::$reserved),*];
            /// The keywords that can.
            pub const FREE: &[Self] = &[$(Self::$free),*];

            /// The word.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$reserved => $reserved_text,)*
                    $(Self::$free => $free_text,)*
                }
            }

            /// The keyword that a word is.
            fn of(word: &str) -> Option<Self> {
                // Many names have one letter, and no keyword has.
                $(const { assert!($reserved_text.len() > 1) };)*
                $(const { assert!($free_text.len() > 1) };)*
                if word.len() == 1 {
                    return None;
                }
                let mut all = Self::RESERVED.iter().chain(Self::FREE);
                all.find(|it| it.text().eq_ignore_ascii_case(word)).copied()
            }
        }
    };
}

keywords! {
    reserved {
    And = "AND", Begin = "BEGIN", Commit = "COMMIT", Create = "CREATE", Delete = "DELETE", Desc = "DESC", For = "FOR",
    From = "FROM", Insert = "INSERT", Into = "INTO", Limit = "LIMIT", Null = "NULL", On = "ON", Order = "ORDER",
    Rollback = "ROLLBACK", Select = "SELECT", Set = "SET", Update = "UPDATE", Values = "VALUES", Where = "WHERE",
    }
    free {
    After = "AFTER", AutoIncrement = "AUTO_INCREMENT", By = "BY", Count = "COUNT", Each = "EACH", Int = "INT",
    Key = "KEY", New = "NEW", Old = "OLD", Primary = "PRIMARY", Row = "ROW", Table = "TABLE", Text = "TEXT",
    Trigger = "TRIGGER",
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A keyword.
    Keyword(Keyword),
    /// Any other word.
    Name,
    /// Digits.
    Number,
    /// A text in single quotes.
    Quoted,
    /// A comparator.
    Comparator(Comparator),
    /// One of `( ) , ; + - * .`.
    Sign(char),
    /// A text in single quotes that does not end.
    Open,
    /// Any other character.
    Other,
    /// The end of the text.
    End,
}

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// The byte at which it starts.
    pub at: usize,
    /// It as it is written.
    pub text: &'a str,
}

/// What was expected at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The first word of a statement.
    Statement,
    /// This word.
    Word(Keyword),
    /// This sign.
    Sign(char),
    /// A name of at most 23 bytes that is no reserved word.
    Name,
    /// The type of a column.
    Type,
    /// A value, a column, a function or `(`.
    Expression,
    /// A name after a function that is none.
    Function,
    /// A comparator.
    Comparator,
    /// A number that fits.
    Number,
    /// The end of a text in quotes.
    Quote,
    /// What a trigger follows.
    Event,
    /// What a trigger does.
    Effect,
    /// As many values as there are columns.
    Values {
        /// The number of columns.
        columns: usize,
    },
    /// An expression with fewer brackets.
    Shallower,
    /// A statement with fewer operators.
    Shorter,
    /// The end of the statement.
    End,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Word(word) => return f.write_str(word.text()),
            Self::Sign(sign) => return write!(f, "“{sign}”"),
            Self::Values { columns } => {
                return write!(f, "{columns} values, one for each column");
            }
            Self::Statement => {
                "CREATE TABLE, CREATE TRIGGER, INSERT, UPDATE, DELETE, SELECT, BEGIN, COMMIT or ROLLBACK"
            }
            Self::Name => {
                "a name of letters, digits and _, of at most 23 bytes, that is no reserved word"
            }
            Self::Type => "INT or TEXT",
            Self::Expression => "a number, a 'text', NULL, a column, or a function",
            Self::Function => "one of the functions NOW(), RAND() and UUID()",
            Self::Comparator => "=, <>, <, <=, > or >=",
            Self::Number => "a whole number that is not too large",
            Self::Quote => "a ' that ends the text",
            Self::Event => "INSERT, UPDATE or DELETE",
            Self::Effect => "INSERT, UPDATE or DELETE as what the trigger does",
            Self::Shallower => "an expression with fewer brackets",
            Self::Shorter => "a statement with fewer operators",
            Self::End => "“;” or the end",
        };
        f.write_str(text)
    }
}

/// An error in a statement: a token, and what was expected in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The byte at which the token starts.
    pub at: usize,
    /// The token; empty at the end of the text.
    pub found: String,
    /// What was expected instead.
    pub expected: Expected,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.found.as_str() {
            "" => write!(f, "found the end of the statement")?,
            found => write!(f, "found “{found}”")?,
        }
        write!(f, " at byte {}, expected {}", self.at, self.expected)
    }
}

impl core::error::Error for ParseError {}

/// The first token of `text` after byte `from`.
pub fn token(text: &str, from: usize) -> Token<'_> {
    let rest = text.get(from..).unwrap_or_default();
    let trimmed = rest.trim_start();
    let at = from + rest.len() - trimmed.len();
    let (kind, length) = cut(trimmed);
    Token { kind, at, text: trimmed.get(..length).unwrap_or(trimmed) }
}

impl Token<'_> {
    /// Whether it may be a name.
    pub fn names(&self) -> bool {
        match self.kind {
            Kind::Name => true,
            Kind::Keyword(word) => Keyword::FREE.contains(&word),
            Kind::Number
            | Kind::Quoted
            | Kind::Comparator(_)
            | Kind::Sign(_)
            | Kind::Open
            | Kind::Other
            | Kind::End => false,
        }
    }
}

/// Whether a character may be part of a name.
fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What a text begins with, and its length in bytes.
fn cut(text: &str) -> (Kind, usize) {
    let span = |part: fn(char) -> bool| text.find(|c| !part(c)).unwrap_or(text.len());
    let Some(first) = text.chars().next() else { return (Kind::End, 0) };
    match first {
        '\'' => quoted(text),
        '0'..='9' => (Kind::Number, span(is_name)),
        c if is_name(c) => {
            let length = span(is_name);
            let word = &text[..length];
            (Keyword::of(word).map_or(Kind::Name, Kind::Keyword), length)
        }
        '(' | ')' | ',' | ';' | '+' | '-' | '*' | '.' => (Kind::Sign(first), 1),
        _ => {
            // The longest one counts: `<=` begins with `<`.
            let begins = |by: &Comparator| text.starts_with(by.sign());
            let comparator = Comparator::ALL.into_iter().filter(begins);
            match comparator.max_by_key(|by| by.sign().len()) {
                Some(by) => (Kind::Comparator(by), by.sign().len()),
                None => (Kind::Other, first.len_utf8()),
            }
        }
    }
}

/// A text in single quotes, in which a quote is doubled.
fn quoted(text: &str) -> (Kind, usize) {
    let mut at = 1;
    while let Some(quote) = text[at..].find('\'') {
        at += quote + 1;
        if !text[at..].starts_with('\'') {
            return (Kind::Quoted, at);
        }
        at += 1;
    }
    (Kind::Open, text.len())
}
