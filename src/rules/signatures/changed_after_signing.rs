//! SG004: a text that is not the one that was signed.

use crate::record::signature::verdict::{State, Verdict};
use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG004", "changed-after-signing", Error, "changed_after_signing.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if subject.state == State::Signed(Verdict::NotForThisText) {
        report.whole("it is not the text that was signed", None);
    }
}
