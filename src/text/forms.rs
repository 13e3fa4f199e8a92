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
        Self(Regex::new(form).expect("a form in the program is sound"))
    }

    /// Tells whether a sentence has it.
    pub fn is_in(&self, sentence: &str) -> bool {
        self.0.is_match(sentence)
    }

    /// Returns where it stands in a sentence.
    pub fn range(&self, sentence: &str) -> Option<Range<usize>> {
        self.0.find(sentence).map(|found| found.range())
    }

    /// Returns the parts of a sentence that has it.
    pub fn parts<'t>(&self, sentence: &'t str) -> Option<Parts<'t>> {
        self.0.captures(sentence).map(Parts)
    }
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
