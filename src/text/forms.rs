//! Forms of sentences: patterns that are written in the program, never typed by anybody.
//!
//! They stand in tables: `[name]` begins a form, each line below it is one of its alternatives, `@NAME = ...`
//! names a part that others hold as `{NAME}`, the parts below it as well, and `#` begins a comment.

use std::collections::HashMap;
use std::ops::Range;

use regex::{Captures, Regex};

/// A form that a sentence may have.
///
/// What begins with the sentence is looked for by itself, because it is seen at the first word that it is not
/// there; together with what may stand anywhere it would be looked for to the end.
#[derive(Debug)]
pub struct Form {
    at_the_start: Option<Regex>,
    anywhere: Option<Regex>,
}

/// The forms of a table, by their names.
#[derive(Debug)]
pub struct Forms {
    alternatives: HashMap<&'static str, Vec<&'static str>>,
    parts: Vec<(String, &'static str)>,
}

/// The parts of a sentence that has a form.
#[derive(Debug)]
pub struct Parts<'t>(Captures<'t>);

impl Forms {
    /// Reads a table. What stands in front of the first form belongs to none and is left out.
    pub fn parse(text: &'static str) -> Self {
        let mut forms = Self { alternatives: HashMap::new(), parts: Vec::new() };
        let mut name = "";
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let heading = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
            let part = line.strip_prefix('@').and_then(|line| line.split_once(" = "));
            match (heading.filter(|name| is_name(name)), part) {
                (Some(heading), _) => name = heading,
                (None, Some((part, pattern))) => forms.parts.push((format!("{{{part}}}"), pattern)),
                (None, None) => forms.alternatives.entry(name).or_default().push(line),
            }
        }
        forms
    }

    /// Makes the form with a name.
    ///
    /// # Panics
    /// Panics when there is none or it is not sound: both are part of the program.
    pub fn form(&self, name: &str) -> Form {
        self.form_by(name, |pattern| pattern)
    }

    /// Makes the form with a name, in which capital and small letters are the same.
    ///
    /// # Panics
    /// As [`form`](Self::form) does.
    pub fn form_in_any_case(&self, name: &str) -> Form {
        self.form_by(name, |pattern| format!("(?i:{pattern})"))
    }

    fn form_by(&self, name: &str, of: fn(String) -> String) -> Form {
        let alternatives = self.alternatives.get(name);
        let alternatives = alternatives.unwrap_or_else(|| panic!("no form has the name `{name}`"));
        let of_those = |is_meant: fn(&str) -> bool| {
            let meant: Vec<&str> = alternatives.iter().copied().filter(|it| is_meant(it)).collect();
            let parts = self.parts.iter().rev();
            let whole =
                parts.fold(meant.join("|"), |whole, (part, pattern)| whole.replace(part, pattern));
            (!meant.is_empty()).then(|| regex(&of(whole)))
        };
        Form {
            at_the_start: of_those(|alternative| alternative.starts_with('^')),
            anywhere: of_those(|alternative| !alternative.starts_with('^')),
        }
    }
}

/// A heading: `[a-z]` may begin a pattern, so its name has small letters and hyphens between them alone.
fn is_name(text: &str) -> bool {
    text.split('-').all(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase()))
}

impl Form {
    fn each_regex(&self) -> impl Iterator<Item = &Regex> {
        self.at_the_start.iter().chain(&self.anywhere)
    }

    /// Tells whether a sentence has it.
    pub fn is_in(&self, sentence: &str) -> bool {
        self.each_regex().any(|regex| regex.is_match(sentence))
    }

    /// Returns where it stands first in a sentence.
    pub fn range(&self, sentence: &str) -> Option<Range<usize>> {
        let found = self.each_regex().filter_map(|regex| regex.find(sentence));
        found.min_by_key(|found| found.start()).map(|found| found.range())
    }

    /// Returns each place in a text where it stands, none of them in another.
    pub fn each(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let found = self.each_regex().filter_map(|regex| regex.find_at(text, from));
            let found = found.min_by_key(|found| found.start())?.range();
            from = found.end;
            (!found.is_empty()).then_some(found)
        })
    }

    /// Returns the parts of a sentence that has it.
    pub fn parts<'t>(&self, sentence: &'t str) -> Option<Parts<'t>> {
        let found = self.each_regex().filter_map(|regex| regex.captures(sentence));
        found.min_by_key(|found| found.get(0).map(|whole| whole.start())).map(Parts)
    }
}

/// # Panics
/// Panics when the form is not sound: it is part of the program, and a test makes each.
fn regex(form: &str) -> Regex {
    Regex::new(&plain(form)).expect("a form in the program is sound")
}

/// Lets the classes of a form mean letters, figures and spaces of ASCII: those of all scripts make a form ten
/// times as large, and no form asks for them.
fn plain(form: &str) -> String {
    let classes = [
        (r"\d", "[0-9]"),
        (r"\s", r"[\t-\r ]"),
        (r"\w", "[0-9A-Za-z_]"),
        (r"\W", "[^0-9A-Za-z_]"),
        (r"\b", r"(?-u:\b)"),
    ];
    classes.iter().fold(form.to_owned(), |form, (class, plain)| form.replace(class, plain))
}

impl<'t> Parts<'t> {
    /// Returns where a part stands.
    pub fn range(&self, number: usize) -> Option<Range<usize>> {
        self.0.get(number).map(|part| part.range())
    }

    /// Returns where each part stands that is there, the whole not among them.
    pub fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        self.0.iter().skip(1).flatten().map(|part| part.range())
    }
}
