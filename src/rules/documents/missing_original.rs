//! DC012: an imported note without the file that it was read from.

use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC012", "missing-original", Error, "missing_original.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    if let DocumentSubject::NoOriginal = subject {
        let message = "the file that it was imported from is not among the documents";
        report.at_key("source_sha256", message, None);
    }
}
