//! VN001: a sealed file that is not what was sealed.

use crate::rules::rule::{Report, rule};
use crate::rules::sealed::subject::OpenedSubject;

rule!("VN001", "damaged-note", Error, "damaged_note.md", Opened(check));

fn check(subject: &OpenedSubject, report: &mut Report<'_>) {
    if let OpenedSubject::Damaged(reason) = subject {
        report.whole(reason.clone(), None);
    }
}
