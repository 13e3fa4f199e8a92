//! PS010: a psychotherapy note that is the progress note once more.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::PsychotherapySubject;
use crate::text::similarity::{Print, Words};

rule!("PS010", "merged-notes", Warning, "merged_notes.md", Psychotherapy(check));

/// From which similarity on two notes count as one.
const MERGED: f64 = 0.60;

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let print = |text: &str| {
        let mut words = Words::default();
        words.add(text);
        Print::of(words)
    };
    let Some(progress) = subject.progress else { return };
    if print(subject.text).similarity(&print(progress), MERGED).is_some() {
        report.whole("the text is mostly that of the progress note", None);
    }
}
