//! BL015: a family code that says another thing than who was there.

use crate::domain::codes::service::FAMILY_PAIR;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL015", "presence-against-code", Error, "presence_against_code.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let present = front.record.as_ref().and_then(|record| record.patient_present);
    let [without, with] = FAMILY_PAIR;
    for (code, right) in [(without, false), (with, true)] {
        if front.service.iter().any(|known| *known == code) && present != Some(right) {
            let message = format!("{code} needs `patient_present = {right}`");
            report.at_key("service", message, None);
        }
    }
}
