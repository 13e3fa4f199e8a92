//! BL010: a diagnosis that a claim cannot carry.

use crate::domain::codes::diagnosis::{Diagnosis, look_up};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL010", "unbillable-diagnosis", Warning, "unbillable_diagnosis.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    for code in &subject.note.front.diagnoses {
        match look_up(code) {
            Diagnosis::Unknown => {
                report.at_key("diagnoses", format!("{code} is not in ICD-10-CM"), None);
            }
            Diagnosis::Header(below) => {
                let message = format!("{code} needs more characters");
                let help = format!("Such as {}.", below.join(", "));
                report.at_key("diagnoses", message, (!below.is_empty()).then_some(help));
            }
            Diagnosis::Sound | Diagnosis::Malformed => {}
        }
    }
}
