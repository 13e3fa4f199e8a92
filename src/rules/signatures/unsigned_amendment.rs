//! SG016: an amendment without a signature.

use crate::record::signature::verdict::State;
use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG016", "unsigned-amendment", Error, "unsigned_amendment.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if subject.amendment().is_some() && subject.state == State::Draft {
        report.whole("the amendment is not signed", None);
    }
}
