//! DS007: an authorization of another individual, or signed by nobody who may.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::PaperSubject;

rule!("DS007", "unfounded-signature", Warning, "unfounded_signature.md", Paper(check));

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::Unfounded(problems) = subject {
        problems.iter().for_each(|problem| report.problem(problem));
    }
}
