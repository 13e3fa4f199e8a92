//! BL006: too few or too many further half hours of a crisis.

use crate::domain::codes::service::{CRISIS, CRISIS_MORE, crisis_units};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL006", "crisis-units", Warning, "crisis_units.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let Some(minutes) = front.minutes().filter(|minutes| *minutes > 0) else { return };
    let count = |wanted: &str| front.service.iter().filter(|code| **code == wanted).count() as i64;
    if count(CRISIS) == 0 {
        return;
    }
    let (written, right) = (count(CRISIS_MORE), crisis_units(minutes));
    if written != right {
        let message = format!(
            "{minutes} minutes are {right} times {CRISIS_MORE}, and it stands {written} times"
        );
        report.at_key("service", message, None);
    }
}
