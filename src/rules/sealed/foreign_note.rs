//! VN005: a sealed file that another program has sealed.

use crate::rules::rule::{Report, rule};
use crate::rules::sealed::subject::OpenedSubject;

rule!("VN005", "foreign-note", Warning, "foreign_note.md", Opened(check));

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if matches!(subject, OpenedSubject::Foreign) {
        report.whole("another program has sealed this", None);
    }
}
