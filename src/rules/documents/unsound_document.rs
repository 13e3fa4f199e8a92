//! DC001: a description of a document that cannot be read, or is of another one.

use crate::rules::documents::subject::DocumentSubject;
use crate::rules::rule::{Report, rule};

rule!("DC001", "unsound-document", Error, "unsound_document.md", Document(check));

fn check(subject: &DocumentSubject<'_>, report: &mut Report<'_>) {
    if let DocumentSubject::Unsound(problems) = subject {
        problems.iter().for_each(|problem| report.problem(problem));
    }
}
