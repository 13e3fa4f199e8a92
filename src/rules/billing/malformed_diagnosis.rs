//! BL009: a diagnosis that is not written as a code.

use crate::domain::codes::diagnosis::{Diagnosis, look_up};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL009", "malformed-diagnosis", Error, "malformed_diagnosis.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    for code in &subject.note.front.diagnoses {
        if look_up(code) == Diagnosis::Malformed {
            report.at_key("diagnoses", "a diagnosis is not written as an ICD-10-CM code", None);
        }
    }
}
