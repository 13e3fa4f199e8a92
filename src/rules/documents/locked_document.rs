//! DC006: a PDF that is encrypted or damaged.

use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC006", "locked-document", Warning, "locked_document.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    if let DocumentSubject::Locked(fault) = subject {
        report.whole(format!("the PDF {}", fault.as_str()), None);
    }
}
