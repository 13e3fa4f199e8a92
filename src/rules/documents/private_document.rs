//! DC010: something of the vault among the documents.

use crate::domain::private_mark::PrivateMark;
use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC010", "private-document", Error, "private_document.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    let DocumentSubject::Private(mark) = subject else { return };
    let what = match mark {
        PrivateMark::Sealed => "an age file is, or is in, a document",
        PrivateMark::Released => "psychotherapy notes that were released are a document",
    };
    report.whole(format!("{what} of the record"), None);
}
