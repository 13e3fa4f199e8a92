//! Forms of sentences: patterns that are written in the program, never typed by anybody.
//!
//! They stand in tables: `[name]` begins a form, each line below it is one of its alternatives, `@NAME = ...`
//! names a part that others hold as `{NAME}`, the parts below it as well, and `#` begins a comment.

use std::collections::HashMap;
use std::ops::Range;

use regex::{Captures, Regex};

/// A form that a sentence may have.
#[derive(Debug)]
pub struct Form(Regex);

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
        Form::new(&self.pattern(name))
    }

    /// Makes the form with a name, in which capital and small letters are the same.
    ///
    /// # Panics
    /// As [`form`](Self::form) does.
    pub fn form_in_any_case(&self, name: &str) -> Form {
        Form::new(&format!("(?i:{})", self.pattern(name)))
    }

    fn pattern(&self, name: &str) -> String {
        let alternatives = self.alternatives.get(name);
        let whole =
            alternatives.unwrap_or_else(|| panic!("no form has the name `{name}`")).join("|");
        self.parts.iter().rev().fold(whole, |whole, (part, pattern)| whole.replace(part, pattern))
    }
}

/// A heading: `[a-z]` may begin a pattern, so its name has small letters and hyphens between them alone.
fn is_name(text: &str) -> bool {
    text.split('-').all(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase()))
}

impl Form {
    /// Makes a form.
    ///
    /// # Panics
    /// Panics when it is not sound: it is part of the program, and a test makes each.
    pub fn new(form: &str) -> Self {
        Self(Regex::new(&plain(form)).expect("a form in the program is sound"))
    }

    /// Tells whether a sentence has it.
    pub fn is_in(&self, sentence: &str) -> bool {
        self.0.is_match(sentence)
    }

    /// Returns where it stands in a sentence.
    pub fn range(&self, sentence: &str) -> Option<Range<usize>> {
        self.0.find(sentence).map(|found| found.range())
    }

    /// Returns each place in a text where it stands, none of them in another.
    pub fn each(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        self.0.find_iter(text).map(|found| found.range())
    }

    /// Returns the parts of a sentence that has it.
    pub fn parts<'t>(&self, sentence: &'t str) -> Option<Parts<'t>> {
        self.0.captures(sentence).map(Parts)
    }
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
