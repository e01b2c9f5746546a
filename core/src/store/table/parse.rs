//! The parser of statements: recursive descent, one token ahead.
//!
//! Weighed as wasm (`opt-level = "z"`, fat LTO, gzip -9, with the syntax tree and its printing, without what any program has):
//! this parser and its lexer take 12.9 kB, one of the same language by `winnow` 1.0 takes 16.7 kB, and `sqlparser` 0.64, which
//! knows all of SQL, takes 409 kB.

use super::{
    datum::{Column, Datum, Definition, Name, Type},
    lex::{Expected, Keyword, Kind, ParseError, Token, token},
    statement::{
        Assignment, Comparator, Comparison, Event, Expr, Function, Operator, Order, Projection,
        Rows, Scope, Statement, Trigger,
    },
};
use alloc::{boxed::Box, vec::Vec};

/// The greatest depth of brackets. A parser that recurses without a bound would overflow the stack.
const DEPTH: u8 = 32;

/// The greatest number of operators in a statement, for the same reason: what evaluates and prints an expression recurses.
const OPERATORS: u16 = 256;

type Parsed<T> = Result<T, ParseError>;

/// The statements of a text, with semicolons between them.
///
/// # Errors
/// The text is not in the language; the error has the place and what was expected there.
pub fn parse(text: &str) -> Parsed<Vec<Statement>> {
    let mut parser = Parser { text, next: token(text, 0), depth: 0, operators: 0 };
    let mut statements = Vec::new();
    loop {
        while parser.takes(Kind::Sign(';')) {}
        if parser.next.kind == Kind::End {
            return Ok(statements);
        }
        parser.operators = 0;
        statements.push(parser.statement()?);
        if parser.next.kind != Kind::End && !parser.takes(Kind::Sign(';')) {
            return parser.expected(Expected::End);
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    next: Token<'a>,
    depth: u8,
    operators: u16,
}

impl<'a> Parser<'a> {
    fn expected<T>(&self, expected: Expected) -> Parsed<T> {
        let Token { kind, at, text } = self.next;
        let expected = if kind == Kind::Open { Expected::Quote } else { expected };
        Err(ParseError { at, found: text.into(), expected })
    }

    fn advance(&mut self) -> Token<'a> {
        let read = self.next;
        self.next = self.after_next();
        read
    }

    /// Reads the next token if it is of this kind.
    fn takes(&mut self, kind: Kind) -> bool {
        let takes = self.next.kind == kind;
        if takes {
            self.advance();
        }
        takes
    }

    fn takes_word(&mut self, word: Keyword) -> bool {
        self.takes(Kind::Keyword(word))
    }

    fn word(&mut self, word: Keyword) -> Parsed<()> {
        if self.takes_word(word) { Ok(()) } else { self.expected(Expected::Word(word)) }
    }

    fn words(&mut self, words: &[Keyword]) -> Parsed<()> {
        words.iter().try_for_each(|&word| self.word(word))
    }

    fn sign(&mut self, sign: char) -> Parsed<()> {
        if self.takes(Kind::Sign(sign)) { Ok(()) } else { self.expected(Expected::Sign(sign)) }
    }

    fn name(&mut self) -> Parsed<Name> {
        let name = Name::new(self.next.text).ok().filter(|_| self.next.names());
        match name {
            Some(name) => {
                self.advance();
                Ok(name)
            }
            None => self.expected(Expected::Name),
        }
    }

    /// Items with commas between them.
    fn list<T>(&mut self, item: fn(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = Vec::from([item(self)?]);
        while self.takes(Kind::Sign(',')) {
            items.push(item(self)?);
        }
        Ok(items)
    }

    fn statement(&mut self) -> Parsed<Statement> {
        if self.takes_word(Keyword::Create) {
            if self.takes_word(Keyword::Trigger) { self.trigger() } else { self.table() }
        } else if self.takes_word(Keyword::Insert) {
            self.insert()
        } else if self.takes_word(Keyword::Update) {
            self.update()
        } else if self.takes_word(Keyword::Delete) {
            self.word(Keyword::From)?;
            Ok(Statement::Delete(self.rows_of_table()?))
        } else if self.takes_word(Keyword::Select) {
            self.select()
        } else if self.takes_word(Keyword::Begin) {
            Ok(Statement::Begin)
        } else if self.takes_word(Keyword::Commit) {
            Ok(Statement::Commit)
        } else if self.takes_word(Keyword::Rollback) {
            Ok(Statement::Rollback)
        } else {
            self.expected(Expected::Statement)
        }
    }

    fn table(&mut self) -> Parsed<Statement> {
        self.word(Keyword::Table)?;
        let table = self.name()?;
        self.sign('(')?;
        let first = self.column()?;
        let keyed = self.takes_word(Keyword::AutoIncrement);
        if keyed {
            self.words(&[Keyword::Primary, Keyword::Key])?;
        }
        let mut columns = Vec::from([first]);
        while self.takes(Kind::Sign(',')) {
            columns.push(self.column()?);
        }
        self.sign(')')?;
        Ok(Statement::CreateTable(Definition { table, columns, keyed }))
    }

    fn column(&mut self) -> Parsed<Column> {
        let name = self.name()?;
        let kind = if self.takes_word(Keyword::Int) {
            Type::Int
        } else if self.takes_word(Keyword::Text) {
            Type::Text
        } else {
            return self.expected(Expected::Type);
        };
        Ok(Column { name, kind })
    }

    fn trigger(&mut self) -> Parsed<Statement> {
        let name = self.name()?;
        self.word(Keyword::After)?;
        let after = if self.takes_word(Keyword::Insert) {
            Event::Insert
        } else if self.takes_word(Keyword::Update) {
            Event::Update
        } else if self.takes_word(Keyword::Delete) {
            Event::Delete
        } else {
            return self.expected(Expected::Event);
        };
        self.word(Keyword::On)?;
        let table = self.name()?;
        self.words(&[Keyword::For, Keyword::Each, Keyword::Row])?;
        let changes = [Keyword::Insert, Keyword::Update, Keyword::Delete].map(Kind::Keyword);
        if !changes.contains(&self.next.kind) {
            return self.expected(Expected::Effect);
        }
        let does = Box::new(self.statement()?);
        Ok(Statement::CreateTrigger(Trigger { name, after, table, does }))
    }

    fn insert(&mut self) -> Parsed<Statement> {
        self.word(Keyword::Into)?;
        let table = self.name()?;
        self.sign('(')?;
        let columns = self.list(Self::name)?;
        self.sign(')')?;
        self.word(Keyword::Values)?;
        let mut rows = Vec::new();
        loop {
            self.sign('(')?;
            let row = self.list(Self::expr)?;
            if row.len() != columns.len() {
                return self.expected(Expected::Values { columns: columns.len() });
            }
            rows.push(row);
            self.sign(')')?;
            if !self.takes(Kind::Sign(',')) {
                return Ok(Statement::Insert { table, columns, rows });
            }
        }
    }

    fn update(&mut self) -> Parsed<Statement> {
        let table = self.name()?;
        self.word(Keyword::Set)?;
        let set = self.list(|parser| {
            let column = parser.name()?;
            if !parser.takes(Kind::Comparator(Comparator::Equal)) {
                return parser.expected(Expected::Sign('='));
            }
            Ok(Assignment { column, value: parser.expr()? })
        })?;
        Ok(Statement::Update { rows: self.tail(table)?, set })
    }

    fn select(&mut self) -> Parsed<Statement> {
        let what = if self.takes(Kind::Sign('*')) {
            Projection::All
        } else if self.calls(Keyword::Count) {
            self.advance();
            self.sign('(')?;
            self.sign('*')?;
            self.sign(')')?;
            Projection::Count
        } else {
            Projection::Columns(self.list(Self::name)?)
        };
        self.word(Keyword::From)?;
        Ok(Statement::Select { rows: self.rows_of_table()?, what })
    }

    /// Whether a word and a bracket follow.
    fn calls(&self, word: Keyword) -> bool {
        self.next.kind == Kind::Keyword(word) && self.after_next().kind == Kind::Sign('(')
    }

    fn after_next(&self) -> Token<'a> {
        token(self.text, self.next.at + self.next.text.len())
    }

    fn rows_of_table(&mut self) -> Parsed<Rows> {
        let table = self.name()?;
        self.tail(table)
    }

    /// Which rows of a table, in which order, and how many.
    fn tail(&mut self, table: Name) -> Parsed<Rows> {
        let mut rows = Rows { table, filter: Vec::new(), order: None, limit: None };
        if self.takes_word(Keyword::Where) {
            rows.filter.push(self.comparison()?);
            while self.takes_word(Keyword::And) {
                rows.filter.push(self.comparison()?);
            }
        }
        if self.takes_word(Keyword::Order) {
            self.word(Keyword::By)?;
            let column = self.name()?;
            rows.order = Some(Order { column, descending: self.takes_word(Keyword::Desc) });
        }
        if self.takes_word(Keyword::Limit) {
            rows.limit = Some(self.number()?);
        }
        Ok(rows)
    }

    fn comparison(&mut self) -> Parsed<Comparison> {
        let left = self.expr()?;
        let Kind::Comparator(by) = self.next.kind else {
            return self.expected(Expected::Comparator);
        };
        self.advance();
        Ok(Comparison { left, by, right: self.expr()? })
    }

    fn number<T: core::str::FromStr>(&mut self) -> Parsed<T> {
        let number = self.next.text.parse().ok().filter(|_| self.next.kind == Kind::Number);
        match number {
            Some(number) => {
                self.advance();
                Ok(number)
            }
            None => self.expected(Expected::Number),
        }
    }

    fn expr(&mut self) -> Parsed<Expr> {
        let mut left = self.product()?;
        loop {
            let operator = if self.takes(Kind::Sign('+')) {
                Operator::Plus
            } else if self.takes(Kind::Sign('-')) {
                Operator::Minus
            } else {
                return Ok(left);
            };
            self.count_operator()?;
            left = Expr::Binary(Box::new(left), operator, Box::new(self.product()?));
        }
    }

    fn count_operator(&mut self) -> Parsed<()> {
        self.operators += 1;
        if self.operators > OPERATORS { self.expected(Expected::Shorter) } else { Ok(()) }
    }

    fn product(&mut self) -> Parsed<Expr> {
        let mut left = self.atom()?;
        while self.takes(Kind::Sign('*')) {
            self.count_operator()?;
            left = Expr::Binary(Box::new(left), Operator::Times, Box::new(self.atom()?));
        }
        Ok(left)
    }

    fn atom(&mut self) -> Parsed<Expr> {
        let Token { kind, text, .. } = self.next;
        if kind == Kind::Number {
            Ok(Expr::Literal(Datum::Int(self.number()?)))
        } else if self.takes(Kind::Sign('-')) {
            self.negative()
        } else if kind == Kind::Sign('(') {
            self.bracket()
        } else if self.takes(Kind::Quoted) {
            let inner = &text[1..text.len() - 1];
            Ok(Expr::Literal(Datum::Text(inner.replace("''", "'").into())))
        } else if self.takes_word(Keyword::Null) {
            Ok(Expr::Literal(Datum::Null))
        } else if kind == Kind::Keyword(Keyword::Old) && self.dotted() {
            self.qualified(Scope::Old)
        } else if kind == Kind::Keyword(Keyword::New) && self.dotted() {
            self.qualified(Scope::New)
        } else if self.next.names() {
            self.column_or_call()
        } else {
            self.expected(Expected::Expression)
        }
    }

    /// An expression in brackets.
    fn bracket(&mut self) -> Parsed<Expr> {
        if self.depth == DEPTH {
            return self.expected(Expected::Shallower);
        }
        self.sign('(')?;
        self.depth += 1;
        let expr = self.expr()?;
        self.depth -= 1;
        self.sign(')')?;
        Ok(expr)
    }

    /// A number below zero.
    fn negative(&mut self) -> Parsed<Expr> {
        // The digits of the least number alone are no number that fits.
        let text = alloc::format!("-{}", self.next.text);
        match text.parse().ok().filter(|_| self.next.kind == Kind::Number) {
            Some(number) => {
                self.advance();
                Ok(Expr::Literal(Datum::Int(number)))
            }
            None => self.expected(Expected::Number),
        }
    }

    /// Whether a dot follows the next token.
    fn dotted(&self) -> bool {
        self.after_next().kind == Kind::Sign('.')
    }

    fn qualified(&mut self, scope: Scope) -> Parsed<Expr> {
        self.advance();
        self.sign('.')?;
        Ok(Expr::Column(scope, self.name()?))
    }

    fn column_or_call(&mut self) -> Parsed<Expr> {
        let first = self.next;
        if self.after_next().kind != Kind::Sign('(') {
            return Ok(Expr::Column(Scope::Own, self.name()?));
        }
        let named = |function: &Function| function.name().eq_ignore_ascii_case(first.text);
        match Function::ALL.into_iter().find(named) {
            Some(function) => {
                self.advance();
                self.sign('(')?;
                self.sign(')')?;
                Ok(Expr::Call(function))
            }
            None => self.expected(Expected::Function),
        }
    }
}
