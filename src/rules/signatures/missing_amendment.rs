//! SG021: amendments whose numbers have a gap, or one that stands there twice.

use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG021", "missing-amendment", Error, "missing_amendment.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(note) = subject.note() else { return };
    for name in &note.missing {
        report.whole(format!("its {name} is missing"), None);
    }
    for (first, second) in &note.repeated {
        report.whole(format!("its {first} and {second} are the same text"), None);
    }
}
