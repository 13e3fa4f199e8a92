//! DC011: a note whose signed page is not among the documents.

use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC011", "missing-page", Error, "missing_page.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    if let DocumentSubject::NoPage = subject {
        let message = "the document that is the signed page is not there";
        report.at_key("signed_page", message, None);
    }
}
