//! DC009: an amendment of a document that is not there.

use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC009", "amends-nothing", Error, "amends_nothing.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    if let DocumentSubject::AmendsNothing = subject {
        let message = "the document that it amends is not there, or has other bytes";
        report.at_key("amends", message, None);
    }
}
