//! DC003: bytes of which nothing is said.

use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC003", "unfiled-bytes", Warning, "unfiled_bytes.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    if let DocumentSubject::Unfiled = subject {
        let help = "File it with `casenotes document add`, and remove it here.".to_owned();
        report.whole("nothing is said of this file, so it is no document", Some(help));
    }
}
