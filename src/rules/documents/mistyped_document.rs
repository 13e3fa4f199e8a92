//! DC005: bytes of another sort than is said.

use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC005", "mistyped-document", Warning, "mistyped_document.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    if let DocumentSubject::Mistyped(media_type) = subject {
        report
            .whole(format!("the bytes are {media_type}, and the description says otherwise"), None);
    }
}
