//! BL012: a service code on a record of no session.

use crate::domain::record_kind::RecordKind;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL012", "service-without-session", Error, "service_without_session.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let kind = subject.kind();
    if !matches!(kind, Some(RecordKind::NoShow | RecordKind::Contact)) {
        return;
    }
    if !front.service.is_empty() {
        report.at_key("service", "a record of no session carries a service code", None);
    }
    if kind == Some(RecordKind::NoShow) && front.end.is_some() {
        report.at_key("end", "a session that did not take place has no end", None);
    }
}
