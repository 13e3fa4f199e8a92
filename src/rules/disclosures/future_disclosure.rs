//! DS008: an entry of the log of disclosures of a day that is still to come.

use crate::rules::disclosures::subject::PaperSubject;
use crate::rules::rule::{Report, rule};

rule!("DS008", "future-disclosure", Error, "future_disclosure.md", Paper(check));

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::InTheFuture = subject {
        report.at_key("time", "the disclosure lies in the future".to_owned(), None);
    }
}
