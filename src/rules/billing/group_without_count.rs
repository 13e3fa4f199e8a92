//! BL013: a group note that does not say how many were there.

use crate::domain::codes::service::GROUP;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL013", "group-without-count", Error, "group_without_count.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let is_billed = front.service.iter().any(|code| *code == GROUP);
    let is_group =
        subject.is_session() && front.format.as_ref().is_some_and(|f| f.as_str() == "group");
    let count = front.record.as_ref().and_then(|record| record.participants);
    if (is_billed || is_group) && count.is_none() {
        report.at_key(
            if is_billed { "service" } else { "format" },
            "the group note does not say how many were there",
            None,
        );
    }
}
