//! VN002: a sealed file that none of the identities opens.

use crate::rules::rule::{Report, rule};
use crate::rules::sealed::subject::OpenedSubject;

rule!("VN002", "note-for-others", Error, "note_for_others.md", Opened(check));

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if matches!(subject, OpenedSubject::ForOthers) {
        report.whole("none of your identities opens this", None);
    }
}
