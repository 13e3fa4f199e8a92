//! What the rules about opened psychotherapy notes look at.

use std::cell::OnceCell;

use crate::text::language::Language;
use crate::text::lexicon::Lexicon;
use crate::text::meaning::private::Excluded;
use crate::text::similarity::{Print, Words};

/// From which similarity on a psychotherapy note and a progress note count as one.
const MERGED: f64 = 0.60;

/// The text of a psychotherapy note, opened in memory, and what the chart holds of the same session.
pub struct PsychotherapySubject<'a> {
    /// The text, without front matter.
    pub text: &'a str,
    /// Whether there is a chart to look into.
    pub has_chart: bool,
    /// The body of the client's progress note of that day, if there is one.
    pub progress: Option<&'a str>,
    /// What that progress note says about risk in its front matter.
    pub progress_risk: Option<&'a str>,
    /// What of the text is excluded from such notes, once somebody has asked.
    pub excluded: OnceCell<Vec<(Excluded, usize)>>,
    /// In which language it is written: that of the practice, if there is a chart.
    pub language: Option<&'a Language>,
}

impl PsychotherapySubject<'_> {
    /// Returns the words by which the text is read, if there are any.
    pub fn lexicon(&self) -> Option<Lexicon> {
        self.language.map_or(Some(Lexicon::English), Language::lexicon)
    }

    /// Tells whether the text is mostly that of the progress note.
    pub fn is_merged(&self) -> bool {
        let print = |text: &str| Print::of(Words::of(text));
        let is_alike = |progress| print(self.text).similarity(&print(progress), MERGED).is_some();
        self.progress.is_some_and(is_alike)
    }
}
