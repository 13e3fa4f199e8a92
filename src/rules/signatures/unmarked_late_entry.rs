//! SG009: a note that was signed late and does not say so.

use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG009", "unmarked-late-entry", Warning, "unmarked_late_entry.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let (Some(note), Some(at)) = (subject.note(), subject.signed_at) else { return };
    let is_marked = note.front.late_entry.is_some() || note.has_late_entry;
    if !is_marked && note.front.is_late(at, note.late_after_days) {
        let message = format!(
            "it was signed more than {} days after the session, and is not marked as a late entry",
            note.late_after_days
        );
        report.at_key("signed_at", message, None);
    }
}
