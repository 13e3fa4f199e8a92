//! SG012: a note that waits for the supervisor.

use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG012", "awaiting-cosignature", Warning, "awaiting_cosignature.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(note) = subject.note() else { return };
    if subject.is_signed() && note.awaits_cosignature {
        report.at_key("cosign_required", "it waits for the supervisor's signature", None);
    }
}
