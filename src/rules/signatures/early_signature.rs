//! SG010: a note that was signed before its session had ended.

use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG010", "early-signature", Warning, "early_signature.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let (Some(note), Some(at)) = (subject.note(), subject.signed_at) else { return };
    if note.front.end.or(note.front.start).is_some_and(|end| at < end) {
        report.at_key("signed_at", "it was signed before the session had ended", None);
    }
}
