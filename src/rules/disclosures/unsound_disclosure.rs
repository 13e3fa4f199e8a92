//! DS001: a file of the log of disclosures that cannot be read as an entry.

use crate::rules::disclosures::subject::PaperSubject;
use crate::rules::rule::{Report, rule};

rule!("DS001", "unsound-disclosure", Error, "unsound_disclosure.md", Paper(check));

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::NoEntry(problem) = subject {
        report.problem(problem);
    }
}
