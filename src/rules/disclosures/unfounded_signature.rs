//! DS007: an authorization of another individual, or signed by nobody who may.

use crate::rules::disclosures::subject::PaperSubject;
use crate::rules::rule::{Report, rule};

rule!("DS007", "unfounded-signature", Warning, "unfounded_signature.md", Paper(check));

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::Unfounded(problems) = subject {
        problems.iter().for_each(|problem| report.problem(problem));
    }
}
