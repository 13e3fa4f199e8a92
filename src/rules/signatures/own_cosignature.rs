//! SG018: a co-signature by the one who signed.

use crate::domain::amendment::AmendmentKind;
use crate::record::signature::is_same_person;
use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG018", "own-cosignature", Error, "own_cosignature.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(found) = subject.amendment() else { return };
    if found.name.kind != AmendmentKind::Cosignature {
        return;
    }
    if let (Some(by), (Some(note_by), _)) = (subject.signed_by, found.note_signed)
        && is_same_person(by, note_by)
    {
        report.at_key("signed_by", "the one who signed the note has co-signed it", None);
    }
}
