//! SG008: a text that one wrote and another signed.

use crate::record::signature::is_same_person;
use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG008", "signed-by-another", Error, "signed_by_another.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if let (Some(author), Some(by)) = (subject.author, subject.signed_by)
        && !is_same_person(author, by)
    {
        report.at_key("signed_by", "somebody else than the author has signed it", None);
    }
}
