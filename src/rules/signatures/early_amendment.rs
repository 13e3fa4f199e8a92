//! SG017: an amendment that is older than the signature of its note, by more than clocks differ.

use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG017", "early-amendment", Error, "early_amendment.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(found) = subject.amendment() else { return };
    if let (Some(written), (_, Some(signed))) = (found.amendment.front.written, found.note_signed)
        && written.is_surely_before(signed)
    {
        report.at_key("written", "it was written before the note was signed", None);
    }
}
