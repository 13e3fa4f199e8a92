//! DS009: an authorization whose paper is not among the documents.

use crate::rules::disclosures::subject::PaperSubject;
use crate::rules::rule::{Report, rule};

rule!("DS009", "missing-paper", Error, "missing_paper.md", Paper(check));

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::WithoutDocument = subject {
        let message = "the document that is the signed paper is not there";
        report.at_key("document", message, None);
    }
}
