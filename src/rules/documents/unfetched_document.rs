//! DC007: bytes that git lfs keeps elsewhere.

use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC007", "unfetched-document", Info, "unfetched_document.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    if let DocumentSubject::Unfetched = subject {
        let help = "Run `git lfs pull` before it is shown, exported or checked.".to_owned();
        report.whole("git lfs keeps the bytes elsewhere, and they were not fetched", Some(help));
    }
}
