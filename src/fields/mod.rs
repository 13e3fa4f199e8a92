//! The keys of a TOML document read against a closed list, with a place for each problem.
//!
//! Reading never stops at the first problem: each key is taken on its own, and what was not taken
//! is an unknown key. Messages name keys and types, never values.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;

use chrono::{FixedOffset, NaiveDate, NaiveTime};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::{Datetime, Offset};

use crate::domain::nearest::nearest;
use crate::domain::session_time::SessionTime;

pub mod document;
pub mod pieces;
pub mod rewrite;
pub mod typed;

/// For how many unknown keys of a table it is guessed what was meant.
const GUESSES: usize = 100;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns the byte where the text of a file begins, after a byte order mark.
pub fn text_start(bytes: &[u8]) -> usize {
    if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }
}

/// Tells whether two texts differ in white space at the ends of their lines and in nothing else, as when
/// an editor ends the last line.
pub fn says_the_same(a: &[u8], b: &[u8]) -> bool {
    let lines = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let lines = bytes.split(|b| *b == b'\n').map(|line| line.trim_ascii_end().to_vec());
        let mut lines: Vec<Vec<u8>> = lines.collect();
        let said = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        lines.truncate(said);
        lines
    };
    lines(a) == lines(b)
}

/// Returns the `format` that the marker of a tree gives; `None` without one.
///
/// # Errors
/// Says where the marker is not TOML.
pub fn format_of(marker: &[u8]) -> Result<Option<i64>, Problem> {
    let text = std::str::from_utf8(marker).map_err(Problem::not_text)?;
    let mut fields = Fields::parse(text, 0, 0..0);
    let format = fields.integer("format");
    match fields.problems.into_iter().find(|problem| problem.kind == ProblemKind::Unreadable) {
        Some(problem) => Err(problem),
        None => Ok(format),
    }
}

/// One thing wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What sort of thing it is.
    pub kind: ProblemKind,
    /// The key it is about, behind the tables that hold it; empty for the document as a whole.
    pub key: Vec<String>,
    /// The key of the closed list that one which is not known was probably meant to be.
    pub meant: Option<&'static str>,
    /// Where it is, in bytes of the whole file.
    pub span: Range<usize>,
    /// What is wrong, in lower case, without a value of the document.
    pub message: String,
    /// What to do about it, as a sentence.
    pub help: Option<String>,
}

/// The sorts of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The text is not TOML, or the block is missing or not closed.
    Unreadable,
    /// A key that must be there is not.
    MissingKey,
    /// A key that is not in the list.
    UnknownKey,
    /// A value of the wrong type or form.
    WrongValue,
    /// A value that cannot be, beside another one or on the day it is.
    Contradiction,
}

impl Problem {
    /// Returns the problem of a file that is not text.
    pub fn not_text(error: std::str::Utf8Error) -> Self {
        let at = error.valid_up_to();
        let message = "this byte is not UTF-8".to_owned();
        Self::of_document(ProblemKind::Unreadable, at..at, message)
    }

    /// Returns a problem of the document as a whole.
    pub fn of_document(kind: ProblemKind, span: Range<usize>, message: String) -> Self {
        Self { kind, key: Vec::new(), meant: None, span, message, help: None }
    }

    /// Returns a problem with the value of a key of the document.
    pub fn of_value(key: &str, span: Range<usize>, message: String) -> Self {
        let key = vec![key.to_owned()];
        Self { key, ..Self::of_document(ProblemKind::WrongValue, span, message) }
    }

    /// Returns the problem of a value that says something else than the name of its file.
    pub fn of_another_name(key: &str) -> Self {
        Self::of_value(key, 0..0, format!("`{key}` is another than that of its name"))
    }

    /// Tells whether it is about a key of the document, or about something in a table of that name.
    pub fn is_at(&self, key: &str) -> bool {
        self.key.first().is_some_and(|first| first == key)
    }

    /// Tells whether it is about a key of the document, or about one that was meant to be it.
    pub fn is_about(&self, key: &str) -> bool {
        self.is_at(key) || self.key.len() == 1 && self.meant == Some(key)
    }
}

/// The keys of one table, taken one by one.
pub struct Fields<'i> {
    path: Vec<String>,
    table: BTreeMap<String, (Range<usize>, Spanned<DeValue<'i>>)>,
    offset: usize,
    start: Range<usize>,
    known: Vec<&'static str>,
    problems: Vec<Problem>,
}

impl<'i> Fields<'i> {
    /// Reads a document that begins at byte `offset` of its file; `start` is where a missing key
    /// is reported.
    pub fn parse(source: &'i str, offset: usize, start: Range<usize>) -> Self {
        let (table, problem) = document::tree(source);
        let mut fields = Self::of(Vec::new(), table, offset, start);
        fields.problems.extend(problem.map(|problem| {
            let span = problem.span.start + offset..problem.span.end + offset;
            Problem { span, ..problem }
        }));
        fields
    }

    fn of(path: Vec<String>, table: DeTable<'i>, offset: usize, start: Range<usize>) -> Self {
        let table = table
            .into_iter()
            .map(|(key, value)| {
                let span = key.span();
                (key.into_inner().into_owned(), (span.start + offset..span.end + offset, value))
            })
            .collect();
        Self { path, table, offset, start, known: Vec::new(), problems: Vec::new() }
    }

    /// Tells whether the text is TOML at all.
    pub fn is_readable(&self) -> bool {
        !self.problems.iter().any(|problem| problem.kind == ProblemKind::Unreadable)
    }

    /// Tells whether anything is wrong so far.
    pub fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// Takes a string.
    pub fn text(&mut self, key: &'static str) -> Option<Cow<'i, str>> {
        self.take(key, "a string in quotes", |value| match value {
            DeValue::String(text) => Some(text),
            _ => None,
        })
    }

    /// Takes a string that must not be empty.
    pub fn filled_text(&mut self, key: &'static str) -> Option<Cow<'i, str>> {
        self.take(key, "a string in quotes that is not empty", |value| match value {
            DeValue::String(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        })
    }

    /// Takes a string with a form of its own; the error of its type is the message.
    pub fn parsed<T: FromStr>(&mut self, key: &'static str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        self.parsed_by(key, str::parse)
    }

    /// Takes a string whose form depends on what else is known; the error of `parse` is the message.
    pub fn parsed_by<T, E: std::fmt::Display>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let span = self.table.get(key).map(|(_, value)| self.file_span(value.span()));
        let text = self.text(key)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(key, span?, format!("`{key}` is {error}"));
                None
            }
        }
    }

    /// Takes an array of strings.
    pub fn texts(&mut self, key: &'static str) -> Option<Vec<Cow<'i, str>>> {
        self.take(key, "an array of strings, such as [\"a\", \"b\"]", |value| match value {
            DeValue::Array(items) => items
                .into_iter()
                .map(|item| match item.into_inner() {
                    DeValue::String(text) => Some(text),
                    _ => None,
                })
                .collect(),
            _ => None,
        })
    }

    /// Takes a whole number.
    pub fn integer(&mut self, key: &'static str) -> Option<i64> {
        self.take(key, "a whole number", |value| as_integer(&value))
    }

    /// Takes a number that may have a fraction.
    pub fn number(&mut self, key: &'static str) -> Option<f64> {
        self.take(key, "a number", |value| match &value {
            DeValue::Float(float) => float.as_str().parse().ok().filter(|n: &f64| n.is_finite()),
            other => as_integer(other).map(|whole| whole as f64),
        })
    }

    /// Takes `true` or `false`.
    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.take(key, "true or false", |value| value.as_bool())
    }

    /// Takes a calendar date.
    pub fn date(&mut self, key: &'static str) -> Option<NaiveDate> {
        self.take(key, "a date without quotes, such as 2026-11-24", |value| {
            let datetime =
                value.as_datetime().filter(|d| d.time.is_none() && d.offset.is_none())?;
            let date = datetime.date?;
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        })
    }

    /// Takes a date and time with its offset.
    pub fn time(&mut self, key: &'static str) -> Option<SessionTime> {
        let form =
            "a date and time with its offset and without quotes, such as 2026-11-24T14:00:00-05:00";
        self.take(key, form, |value| session_time(value.as_datetime()?))
    }

    /// Takes a table whose keys are free and whose values are whole numbers.
    pub fn integers(&mut self, key: &'static str) -> Option<BTreeMap<String, i64>> {
        self.take(key, "a table of whole numbers, such as phq9 = 11", |value| match value {
            DeValue::Table(table) => table
                .into_iter()
                .map(|(name, value)| {
                    Some((name.into_inner().into_owned(), as_integer(value.get_ref())?))
                })
                .collect(),
            _ => None,
        })
    }

    /// Takes a table with a closed list of keys of its own.
    pub fn table(&mut self, key: &'static str) -> Option<Self> {
        let span = self.table.get(key).map(|(span, _)| span.clone());
        let table = self.take(key, "a table", |value| match value {
            DeValue::Table(table) => Some(table),
            _ => None,
        })?;
        Some(Self::of(self.path_to(key), table, self.offset, span.unwrap_or_default()))
    }

    /// Takes an array of tables with a closed list of keys of their own.
    pub fn tables(&mut self, key: &'static str) -> Vec<Self> {
        let start = self.table.get(key).map(|(span, _)| span.clone()).unwrap_or_default();
        let tables = self.take(key, "an array of tables, such as [[goal]]", |value| match value {
            DeValue::Array(items) => items
                .into_iter()
                .map(|item| {
                    let span = item.span();
                    match item.into_inner() {
                        DeValue::Table(table) => Some((span, table)),
                        _ => None,
                    }
                })
                .collect::<Option<Vec<_>>>(),
            _ => None,
        });
        let (offset, path) = (self.offset, self.path_to(key));
        let place = |span: Range<usize>| match span.is_empty() {
            true => start.clone(),
            false => span.start + offset..span.end + offset,
        };
        let tables = tables.unwrap_or_default().into_iter();
        tables.map(|(span, table)| Self::of(path.clone(), table, offset, place(span))).collect()
    }

    /// Takes a table whose keys are free and whose values are strings, with the place of each key.
    pub fn named_texts(&mut self, key: &'static str) -> Vec<(String, String, Range<usize>)> {
        let offset = self.offset;
        let taken = self.take(key, "a table of strings", |value| match value {
            DeValue::Table(table) => table
                .into_iter()
                .map(|(name, value)| {
                    let span = name.span();
                    let text = value.get_ref().as_str()?.to_owned();
                    let place = span.start + offset..span.end + offset;
                    Some((name.into_inner().into_owned(), text, place))
                })
                .collect(),
            _ => None,
        });
        taken.unwrap_or_default()
    }

    /// Takes a table whose keys are free and whose values are tables of their own.
    pub fn named_tables(&mut self, key: &'static str) -> Option<Vec<(String, Self)>> {
        let (offset, path) = (self.offset, self.path_to(key));
        self.take(key, "a table of tables", |value| match value {
            DeValue::Table(table) => table
                .into_iter()
                .map(|(name, value)| {
                    let span = name.span().start + offset..name.span().end + offset;
                    let name = name.into_inner().into_owned();
                    match value.into_inner() {
                        DeValue::Table(inner) => {
                            let path = path.iter().chain([&name]).cloned().collect();
                            Some((name, Self::of(path, inner, offset, span)))
                        }
                        _ => None,
                    }
                })
                .collect(),
            _ => None,
        })
    }

    /// Takes an array of whole numbers.
    pub fn whole_numbers(&mut self, key: &'static str) -> Option<Vec<i64>> {
        self.take(key, "an array of whole numbers, such as [0, 27]", |value| match value {
            DeValue::Array(items) => items.iter().map(|item| as_integer(item.get_ref())).collect(),
            _ => None,
        })
    }

    /// Returns where a key stands, as long as it was not taken.
    pub fn place_of_key(&self, key: &str) -> Option<Range<usize>> {
        self.table.get(key).map(|(span, _)| span.clone())
    }

    /// Returns where the table begins.
    pub fn start(&self) -> Range<usize> {
        self.start.clone()
    }

    /// Adds the problems of a table taken with [`Fields::table`].
    pub fn absorb(&mut self, inner: Self) {
        self.report(inner.finish());
    }

    /// Adds problems that were found in a part of the document.
    pub fn report(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.problems.extend(problems);
    }

    /// Returns the first problem so far that is about a key, or about something in a table of that name.
    pub fn problem_at(&self, key: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.is_at(key))
    }

    /// Takes a table whose keys are free and whose values are arrays of strings.
    pub fn lists(&mut self, key: &'static str) -> Option<BTreeMap<String, Vec<String>>> {
        self.take(key, "a table of arrays of strings", |value| match value {
            DeValue::Table(table) => table
                .into_iter()
                .map(|(name, value)| {
                    let items = match value.into_inner() {
                        DeValue::Array(items) => items,
                        _ => return None,
                    };
                    let texts: Option<Vec<String>> = items
                        .iter()
                        .map(|item| item.get_ref().as_str().map(str::to_owned))
                        .collect();
                    Some((name.into_inner().into_owned(), texts?))
                })
                .collect(),
            _ => None,
        })
    }

    /// Reports each of the keys that the document lacks.
    pub fn require(&mut self, keys: &[&'static str], present: impl Fn(&str) -> bool) {
        if !self.is_readable() {
            return;
        }
        for key in keys.iter().filter(|key| !present(key)) {
            // A key with a wrong value has its own problem already.
            let path = self.path_to(key);
            if self.problems.iter().any(|problem| problem.key == path) {
                continue;
            }
            let message = format!("the key `{key}` is missing");
            let kind = ProblemKind::MissingKey;
            let problem = Problem::of_document(kind, self.start.clone(), message);
            self.problems.push(Problem { key: path, ..problem });
        }
    }

    /// Adds a problem with the value of a key that was taken.
    pub fn wrong(&mut self, key: &str, span: Range<usize>, message: String) {
        let key = self.path_to(key);
        let problem = Problem::of_document(ProblemKind::WrongValue, span, message);
        self.problems.push(Problem { key, ..problem });
    }

    /// Returns a key of this table behind the tables that hold it.
    fn path_to(&self, key: &str) -> Vec<String> {
        self.path.iter().cloned().chain([key.to_owned()]).collect()
    }

    /// Returns all problems, in the order of their place, after adding the keys that nobody took.
    pub fn finish(mut self) -> Vec<Problem> {
        let readable = self.is_readable();
        for (nth, (key, (span, _))) in self.table.iter().filter(|_| readable).enumerate() {
            // To look for what was meant takes long, and nobody reads so many guesses.
            let known = self.known.iter().copied().filter(|_| nth < GUESSES);
            let meant = nearest(key, known);
            let help = meant.map(|known| format!("Did you mean `{known}`?"));
            let message = if key.chars().count() <= 40 && key.chars().all(is_key_char) {
                format!("the key `{key}` is not known")
            } else {
                "this key is not known".to_owned()
            };
            let key = self.path_to(key);
            let problem = Problem::of_document(ProblemKind::UnknownKey, span.clone(), message);
            self.problems.push(Problem { key, meant, help, ..problem });
        }
        self.problems.sort_by_key(|problem| problem.span.start);
        self.problems
    }

    fn take<T>(
        &mut self,
        key: &'static str,
        form: &str,
        read: impl FnOnce(DeValue<'i>) -> Option<T>,
    ) -> Option<T> {
        self.known.push(key);
        let (_, value) = self.table.remove(key)?;
        let span = self.file_span(value.span());
        let read = read(value.into_inner());
        if read.is_none() && self.is_readable() {
            self.wrong(key, span, format!("`{key}` is not {form}"));
        }
        read
    }

    fn file_span(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.offset..span.end + self.offset
    }
}

/// Returns where the value of a key stands in a document, if it is there.
pub fn place_of(source: &str, key: &str) -> Option<Range<usize>> {
    document::tree(source).0.get(key).map(Spanned::span)
}

/// Returns where the value of each key stands in a document.
pub fn places_of_keys(source: &str) -> BTreeMap<String, Range<usize>> {
    let (table, _) = document::tree(source);
    let place = |(key, value): (Spanned<Cow<'_, str>>, Spanned<DeValue<'_>>)| {
        (key.into_inner().into_owned(), value.span())
    };
    table.into_iter().map(place).collect()
}

/// Returns every key that stands inside a table of a document, behind the key of that table: behind `[measures]`, TOML takes a key
/// that was meant for the document as one of the table.
pub fn keys_below(source: &str) -> Vec<(String, String)> {
    fn gather(top: &str, value: &DeValue<'_>, keys: &mut Vec<(String, String)>) {
        match value {
            DeValue::Table(table) => {
                for (key, value) in table {
                    keys.push((top.to_owned(), key.get_ref().clone().into_owned()));
                    gather(top, value.get_ref(), keys);
                }
            }
            DeValue::Array(items) => {
                items.iter().for_each(|item| gather(top, item.get_ref(), keys));
            }
            _ => {}
        }
    }
    let (table, _) = document::tree(source);
    let mut keys = Vec::new();
    table.iter().for_each(|(top, value)| gather(top.get_ref(), value.get_ref(), &mut keys));
    keys
}

/// Tells whether a text is a key that needs no quotes.
pub fn is_bare_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// Reads a TOML date and time with offset.
pub fn session_time(datetime: &Datetime) -> Option<SessionTime> {
    let (date, time, offset) = (datetime.date?, datetime.time?, datetime.offset?);
    let date = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())?;
    let second = time.second.unwrap_or(0);
    let time = NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), second.into())?;
    let minutes = match offset {
        Offset::Z => 0,
        Offset::Custom { minutes } => i32::from(minutes),
    };
    let offset = FixedOffset::east_opt(minutes * 60)?;
    date.and_time(time).and_local_timezone(offset).single().map(SessionTime::new)
}

fn as_integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn is_key_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// Takes a number of a range; `told` is what is said of one beside it.
pub fn take_within<'i, T: PartialOrd>(
    table: &mut Fields<'i>,
    key: &'static str,
    take: impl Fn(&mut Fields<'i>, &'static str) -> Option<T>,
    range: RangeInclusive<T>,
    told: &str,
    value: &mut T,
) {
    let place = table.place_of_key(key).unwrap_or_default();
    match take(table, key) {
        Some(number) if range.contains(&number) => *value = number,
        Some(_) => table.wrong(key, place, format!("`{key}` {told}")),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(source: &str) -> Vec<String> {
        let mut fields = Fields::parse(source, 0, 0..3);
        let client = fields.text("client");
        let goals = fields.texts("goals");
        let start = fields.time("start");
        let born = fields.date("born");
        fields.require(&["client", "start"], |key| match key {
            "client" => client.is_some(),
            _ => start.is_some(),
        });
        let _ = (goals, born);
        fields
            .finish()
            .into_iter()
            .map(|p| format!("{}: {} {}", p.span.start, p.message, p.help.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn all_problems_are_reported_at_once_and_in_place() {
        let source = "client = 4\ngaols = []\nstart = 2026-11-24T14:00:00\nborn = \"1990\"\n";
        assert_eq!(
            problems(source),
            [
                "9: `client` is not a string in quotes ",
                "11: the key `gaols` is not known Did you mean `goals`?",
                "30: `start` is not a date and time with its offset and without quotes, such as 2026-11-24T14:00:00-05:00 ",
                "57: `born` is not a date without quotes, such as 2026-11-24 ",
            ]
        );
    }

    #[test]
    fn a_syntax_error_does_not_quote_the_document() {
        let found = problems("client = \"c-7f3k\nstart = CANARY-1234\n");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(!found[0].contains("CANARY") && !found[0].contains("7f3k"), "{found:?}");
        let found = problems("CANARY said this\n");
        assert!(found.iter().all(|p| !p.contains("CANARY")), "{found:?}");
    }

    #[test]
    fn a_missing_key_is_reported_where_the_document_starts() {
        assert_eq!(
            problems(""),
            ["0: the key `client` is missing ", "0: the key `start` is missing "]
        );
    }
}
