//! AG004: a text that names another diagnosis than the front matter.

use std::sync::LazyLock;

use crate::domain::codes::diagnosis::is_context;
use crate::domain::codes::diagnosis_title::{Named, named};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::forms::Form;
use crate::text::lexicon::Topic;

rule!("AG004", "diagnosis-against-text", Warning, "diagnosis_against_text.md", Note(check));

/// Where a sentence names the client's diagnosis.
static SAID: LazyLock<[Form; 3]> = LazyLock::new(|| {
    [
        r"^\W*(?:[\w ]{0,24}[;:,] )?(?:working |primary |current |principal )*(?:dx|diagnos[ie]s|diagnostic impression)\b(?: (?:today|unchanged|remains|is|are|of|still|stands|continues|confirmed|stays|as|changed to|revised to|updated to|amended to|corrected to|now|to))*\W*(.+)$",
        r"^\W*(.+?),? (?:remains|is|stays|continues as|stands as|continues to be) (?:the |his |her |their |a |current |working |primary )*(?:diagnosis|dx)\b",
        r"\b(?:(?:meet(?:s|ing)?|met) (?:the )?(?:full )?(?:diagnostic |dsm(?:-5)? )?criteria for|(?:is |being |client |pt )?(?:treated here for|in treatment (?:here )?for)|treatment for|(?:carries|with|has) (?:a |the )?(?:current )?diagnosis of|diagnosed today with)\s+(?:an? )?(.+)$",
    ]
    .map(Form::new)
});

/// Where it is somebody else's, past, or in doubt.
static OPEN: LazyLock<Form> = LazyLock::new(|| {
    let form = r"\?|\b(?:r/o|rule[ds]? out|denies|denied|history|hx|fhx|family|mother|father|mum|mom|dad|sister|brother|siblings?|aunt|uncle|son|daughter|husband|wife|partner|friend|cousin|parents?|grand\w+|query|possible|possibly|probable|provisional|differential|vs|versus|previous|previously|past|prior|former|formerly|was diagnosed|not|no|never|discussed|asked|psychoeducation|information|about|screen\w*|consider\w*|believes?|thinks?|worr\w+|fears?|wonders?|read|told|resolved|ago|child|childhood|teen\w*|if|whether|may|might|could|colleague|boss|neighbou?r|referr\w+ for|first diagnosed)\b";
    Form::new(form)
});

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
        if is_heading || OPEN.is_in(&lower) {
            continue;
        }
        let part = SAID.iter().find_map(|form| form.parts(&lower)?.text(1));
        let found: Vec<Named> = match part {
            Some(part) => named(part),
            None if text.split_whitespace().count() <= LONGEST => {
                named(text).into_iter().filter(|named| named.is_whole).take(1).collect()
            }
            None => continue,
        };
        let is_one = |named: &Named| diagnoses.iter().any(|code| named.can_be(code));
        if !found.is_empty() && !found.iter().any(is_one) {
            let lead = body[sentence.clone()].len() - body[sentence.clone()].trim_start().len();
            let message = "the front matter has another diagnosis";
            report.at_body(subject, sentence.start + lead, message, None);
        }
    }
}
