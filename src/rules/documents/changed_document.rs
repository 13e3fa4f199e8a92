//! DC004: bytes that are not those that were filed.

use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC004", "changed-document", Error, "changed_document.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    if let DocumentSubject::Changed(what) = subject {
        let help = "Bring it back with git or from a copy; a better one is filed with `casenotes document amend DOCUMENT FILE --reason WHY`.";
        report.whole(format!("the bytes are not those that were filed: {what}"), Some(help.into()));
    }
}
