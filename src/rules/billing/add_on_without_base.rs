//! BL003: an add-on code without the code it is added to.

use crate::domain::codes::service::lacks_base;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL003", "add-on-without-base", Error, "add_on_without_base.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let codes: Vec<&str> = subject.note.front.service.iter().map(|code| &**code).collect();
    for (at, code) in codes.iter().enumerate() {
        if !codes[..at].contains(code) && lacks_base(code, &codes) {
            report.at_key(
                "service",
                format!("{code} stands without the code it is added to"),
                None,
            );
        }
    }
}
