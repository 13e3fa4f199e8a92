//! DC002: a document whose bytes are not there, or twice.

use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC002", "missing-bytes", Error, "missing_bytes.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    match subject {
        DocumentSubject::Bytes(0) => report.whole("the bytes of the document are not there", None),
        DocumentSubject::Bytes(files) => {
            let help = "Keep the one that was filed: `sha256` says which it is.".to_owned();
            report.whole(format!("{files} files may be the bytes of the document"), Some(help));
        }
        _ => {}
    }
}
