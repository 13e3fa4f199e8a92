//! Forms of sentences: patterns that are written in the program, never typed by anybody.

use std::ops::Range;

use regex::{Captures, Regex};

/// A form that a sentence may have.
#[derive(Debug)]
pub struct Form(Regex);

/// The parts of a sentence that has a form.
#[derive(Debug)]
pub struct Parts<'t>(Captures<'t>);

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
    /// Returns a part by its number; 0 is the whole.
    pub fn text(&self, number: usize) -> Option<&'t str> {
        self.0.get(number).map(|part| part.as_str())
    }

    /// Returns where a part stands.
    pub fn range(&self, number: usize) -> Option<Range<usize>> {
        self.0.get(number).map(|part| part.range())
    }
}
