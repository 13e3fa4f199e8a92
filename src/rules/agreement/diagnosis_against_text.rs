//! AG004: a text that names another diagnosis than the front matter.

use crate::domain::codes::diagnosis::is_context;
use crate::domain::codes::diagnosis_title::{Named, named};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;
use crate::text::meaning::diagnosis::{Said, said};

rule!("AG004", "diagnosis-against-text", Warning, "diagnosis_against_text.md", Note(check));

/// How many words a sentence has that is a diagnosis and nothing else.
const LONGEST: usize = 12;

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let diagnoses = &subject.note.front.diagnoses;
    // Circumstances alone are found elsewhere.
    let has_disorder = diagnoses.iter().any(|code| !is_context(code));
    if !has_disorder || subject.kind().is_none() {
        return;
    }
    let body = subject.note.body();
    for sentence in subject.sentences_with(Topic::DiagnosisWord) {
        let text = body[sentence.clone()].trim();
        let lower = text.to_lowercase();
        let is_heading = text.starts_with('#') && !text.contains(':');
        if is_heading {
            continue;
        }
        let found: Vec<Named> = match said(&lower) {
            Said::Open => continue,
            Said::Named(part) => named(part),
            Said::Nothing if text.split_whitespace().count() <= LONGEST => {
                named(text).into_iter().filter(|named| named.is_whole).take(1).collect()
            }
            Said::Nothing => continue,
        };
        let is_one = |named: &Named| diagnoses.iter().any(|code| named.can_be(code));
        if !found.is_empty() && !found.iter().any(is_one) {
            let lead = body[sentence.clone()].len() - body[sentence.clone()].trim_start().len();
            let message = "the front matter has another diagnosis";
            report.at_body(subject, sentence.start + lead, message, None);
        }
    }
}
