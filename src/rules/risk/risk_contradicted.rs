//! RK004: risk that is denied above and reported below.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::risk;

rule!("RK004", "risk-contradicted", Warning, "risk_contradicted.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let is_denied = matches!(subject.note.front.risk.as_deref(), Some("denied" | "none-reported"));
    if let Some(at) = is_denied.then(|| risk::told(subject.reading())).flatten() {
        let message = "the text reports risk, and the front matter says there is none";
        report.at_body(subject, at, message, None);
    }
}
