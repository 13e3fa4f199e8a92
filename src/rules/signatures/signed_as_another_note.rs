//! SG007: a signed note that lies elsewhere than where it was signed.

use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG007", "signed-as-another-note", Error, "signed_as_another_note.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(note) = subject.note() else { return };
    if note.is_of_another {
        report.at_key("signed_as", "it was signed as another note", None);
    }
}
