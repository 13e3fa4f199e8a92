//! SG001: a text that says it is signed and is not.

use crate::record::signature::verdict::State;
use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG001", "unsigned-mark", Error, "unsigned_mark.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if subject.state == State::MarkAlone {
        let key = if subject.signed_by.is_some() { "signed_by" } else { "signed_at" };
        report.at_key(key, "it says that it is signed, and there is no signature", None);
    }
}
